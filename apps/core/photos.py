"""Photos as people send them: decoded, turned the right way up, and encoded anew, so that nothing hides in them.

A picture that claims to be larger than any camera's is refused by its header, before its pixels are unpacked.
"""

from __future__ import annotations

import hashlib
import io
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from PIL import ExifTags, Image
from pillow_heif import register_heif_opener

from .errors import Refused
from .photo_bytes import is_cut_short

MOST_BYTES = 40 * 1024 * 1024
MOST_PHOTOS = 8
LONGEST_SIDE = 1600
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF", "AVIF")
#: Megapixels that are unpacked whole: phones write 48 and 50 of them as HEIC.
_MOST_WHOLE = 64
#: A JPEG is made small while it is decoded, unless it is progressive: then all of it waits in memory.
_MOST_DRAFT = 220
_MILLION = 1_000_000
# Pillow refuses from twice this on; what lies below is judged here, by what each format needs.
Image.MAX_IMAGE_PIXELS = _MOST_DRAFT * _MILLION
register_heif_opener()

#: The largest take half a gigabyte while they are unpacked: in one process they wait for one another.
_DECODING = threading.Lock()
_QUALITY = 82
_SCALABLE = ("L", "RGB", "RGBA", "CMYK")
#: 16 bits a pixel to 8.
_EIGHT_BITS = [value >> 8 for value in range(65_536)]
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

_T = TypeVar("_T")


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
    return _decoded(file, LONGEST_SIDE, _encode)


def in_grey(file: UploadedFile[Any], *, longest: int) -> Image.Image:
    """The upright picture in grey, at most ``longest`` pixels a side, for programs to look at; raises as ``clean``."""
    return _decoded(file, longest, lambda image: _plain(image).convert("L"))


def _decoded(file: UploadedFile[Any], longest: int, finish: Callable[[Image.Image], _T]) -> _T:
    """What ``finish`` makes of the decoded picture; raises Refused (field ``photos``) naming the file and the mend."""
    name = file.name or "?"
    if file.size is not None and file.size > MOST_BYTES:
        raise _refused(
            _("“%(name)s” has %(size)d MB: send photos of at most %(most)d MB each."),
            name=name,
            size=round(file.size / 1024**2),
            most=MOST_BYTES // 1024**2,
        )
    try:
        with _DECODING:
            return finish(_decode(file, name, longest))
    except Refused:
        raise
    except Image.DecompressionBombError as error:
        raise _refused(
            _("“%(name)s” claims more pixels than any camera has: send the photo itself."), name=name
        ) from error
    except Exception as error:  # damaged files make decoders raise nearly anything
        if is_cut_short(file):
            text = _("“%(name)s” arrived without its end, so it was cut off on the way: send it again.")
        else:
            text = _("“%(name)s” is no photo that can be read: send it as JPEG, PNG or HEIC.")
        raise _refused(text, name=name) from error


def _decode(file: UploadedFile[Any], name: str, longest: int) -> Image.Image:
    file.seek(0)
    with Image.open(file, formats=FORMATS) as image:
        _refuse_too_large(image, name)
        turn = _turn(image)
        # JPEG decoders can leave out pixels that would be thrown away anyway.
        image.draft("RGB", (longest, longest))
        image.load()
        small = _scalable(image)
        small.thumbnail((longest, longest))
        return small.transpose(turn) if turn is not None else small.copy()


def _refuse_too_large(image: Image.Image, name: str) -> None:
    drafted = image.format == "JPEG" and not image.info.get("progressive")
    most = _MOST_DRAFT if drafted else _MOST_WHOLE
    if image.width * image.height > most * _MILLION:
        raise _refused(
            _("“%(name)s” has %(width)d × %(height)d pixels: send a photo of at most %(most)d megapixels."),
            name=name,
            width=image.width,
            height=image.height,
            most=most,
        )


def _scalable(image: Image.Image) -> Image.Image:
    """The picture in a mode that can be made small; made small before anything else copies it."""
    if image.mode in _SCALABLE:
        return image
    if image.mode.startswith("I"):
        return image.convert("I").point(_EIGHT_BITS, "L")
    return image.convert("RGBA" if "transparency" in image.info else "RGB")


def _turn(image: Image.Image) -> Image.Transpose | None:
    """How to turn the picture upright; camera data too damaged to read shall not cost the photo."""
    try:
        return _TURNS.get(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:
        return None


def _plain(image: Image.Image) -> Image.Image:
    """The picture on a fresh canvas, which carries none of the old one's data; what was transparent is white."""
    plain = Image.new("RGB", image.size, (255, 255, 255))
    plain.paste(image, mask=image.getchannel("A") if "A" in image.getbands() else None)
    return plain


def _encode(image: Image.Image) -> Photo:
    plain = _plain(image)
    out = io.BytesIO()
    plain.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return Photo(out.getvalue(), plain.width, plain.height)


def _refused(text: object, **values: object) -> Refused:
    return Refused(text % values, field="photos", code="photo")  # type: ignore[operator]
