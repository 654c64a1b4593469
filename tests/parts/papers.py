"""Files as people send them with an order."""

from __future__ import annotations

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

PDF = b"%PDF-1.4\n1 0 obj << >> endobj\n%%EOF"


def pdf(name: str = "waybill.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def photo(name: str = "IMG_0042.jpg", shade: int = 120) -> SimpleUploadedFile:
    """A photo that says where it was taken."""
    image, out = Image.new("RGB", (64, 48), (shade, 40, 40)), io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Somebody's phone"
    image.save(out, "JPEG", exif=exif)
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/jpeg")
