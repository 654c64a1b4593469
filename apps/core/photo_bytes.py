"""Whether the bytes of a picture are all there, told without decoding it."""

from __future__ import annotations

from typing import Protocol

#: Pictures that lie in boxes of ISO 14496-12.
_HEIC = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")
_AVIF = (b"avif", b"avis")
_TAIL = 4096


class Seekable(Protocol):
    """What is asked of a file: an upload has it too."""

    def read(self, size: int, /) -> bytes: ...

    def seek(self, place: int, whence: int = 0, /) -> int: ...


def is_cut_short(file: Seekable) -> bool:
    """Whether this is a JPEG, PNG, WebP, HEIC or AVIF picture without its end, as broken uploads leave them."""
    file.seek(0)
    head = file.read(16)
    size = int(file.seek(0, 2))
    if head.startswith(b"\xff\xd8\xff"):
        return b"\xff\xd9" not in _tail(file, size)
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return b"IEND" not in _tail(file, size)
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return size < 8 + int.from_bytes(head[4:8], "little")
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC + _AVIF:
        return _ends_in_a_box(file, size)
    return False


def _tail(file: Seekable, size: int) -> bytes:
    file.seek(max(0, size - _TAIL))
    return bytes(file.read(_TAIL))


def _ends_in_a_box(file: Seekable, size: int) -> bool:
    """Whether the file ends before a box that began does; a length of 0 means to the end, 1 that it follows."""
    place = 0
    while place < size:
        file.seek(place)
        head = file.read(16)
        length = int.from_bytes(head[:4])
        if length == 1:
            length = int.from_bytes(head[8:16])
        elif length == 0:
            return False
        if length < 8:
            return len(head) < 8
        place += length
    return place > size
