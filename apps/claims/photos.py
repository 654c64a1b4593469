"""Photos as people send them: decoded, turned the right way up, and encoded anew, so that nothing hides in them.

A picture that claims to be larger than any camera's is refused by its header, before its pixels are unpacked.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from PIL import ExifTags, Image

from apps.core.errors import Refused

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000
MOST_PHOTOS = 8
LONGEST_SIDE = 1600
FORMATS = ("JPEG", "PNG", "WEBP")
_QUALITY = 82
_SCALABLE = ("L", "RGB", "RGBA", "CMYK")
_HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True)
class Photo:
    """A clean JPEG of at most 1,600 pixels a side, without place, time or camera."""

    content: bytes
    width: int
    height: int

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def clean_all(files: list[UploadedFile[Any]]) -> list[Photo]:
    """Clean every photo; raises Refused (field ``photos``) naming the file and the mend. Doubles are one."""
    found: dict[str, Photo] = {}
    for file in files:
        photo = clean(file)
        found.setdefault(photo.sha256, photo)
    return list(found.values())


def clean(file: UploadedFile[Any]) -> Photo:
    """Decode one upload and encode it anew as JPEG."""
    name = file.name or "?"
    if file.size is not None and file.size > MOST_BYTES:
        raise _refused(
            _("“%(name)s” has %(size)d MB: send photos of at most %(most)d MB each."),
            name=name,
            size=round(file.size / 1024**2),
            most=MOST_BYTES // 1024**2,
        )
    if _is_heic(file):
        text = _("“%(name)s” is a HEIC picture, which few can open: send it as JPEG or PNG, or take it anew here.")
        raise _refused(text, name=name)
    try:
        return _encode(_decode(file, name))
    except Refused:
        raise
    except Image.DecompressionBombError as error:
        text = _("“%(name)s” claims more pixels than any camera has: send a photo of at most 40 megapixels.")
        raise _refused(text, name=name) from error
    except Exception as error:  # damaged files make decoders raise nearly anything
        raise _refused(_("“%(name)s” is no photo that can be read: send it as JPEG or PNG."), name=name) from error


def _is_heic(file: UploadedFile[Any]) -> bool:
    file.seek(0)
    head = file.read(12)
    return head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS


def _decode(file: UploadedFile[Any], name: str) -> Image.Image:
    file.seek(0)
    with Image.open(file, formats=FORMATS) as image:
        if image.width * image.height > MOST_PIXELS:
            raise _refused(
                _("“%(name)s” has %(width)d × %(height)d pixels: send a photo of at most 40 megapixels."),
                name=name,
                width=image.width,
                height=image.height,
            )
        turn = _turn(image)
        # JPEG decoders can leave out pixels that would be thrown away anyway.
        image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        image.load()
        # Made small before anything is copied: 40 megapixels take 120 MB each time.
        if image.mode not in _SCALABLE:
            small: Image.Image = image.convert("RGBA" if "transparency" in image.info else "RGB")
        else:
            small = image
        small.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        return small.transpose(turn) if turn is not None else small.copy()


def _turn(image: Image.Image) -> Image.Transpose | None:
    """How to turn the picture upright; camera data too damaged to read shall not cost the photo."""
    try:
        return _TURNS.get(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:
        return None


def _encode(image: Image.Image) -> Photo:
    # A fresh canvas carries none of the old picture's data; what was transparent is white.
    plain = Image.new("RGB", image.size, (255, 255, 255))
    plain.paste(image, mask=image.getchannel("A") if "A" in image.getbands() else None)
    out = io.BytesIO()
    plain.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return Photo(out.getvalue(), plain.width, plain.height)


def _refused(text: object, **values: object) -> Refused:
    return Refused(text % values, field="photos", code="photo")  # type: ignore[operator]
