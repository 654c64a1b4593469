"""Photos: what is refused, with which words, and what is taken out of those that stay."""

from __future__ import annotations

import io
import struct
import zlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps

from apps.claims import photo_store
from apps.claims.models import ClaimPhoto
from apps.claims.tasks import sweep_photos
from apps.core.errors import Refused
from apps.core.photos import Photo, clean, clean_all
from apps.organizations.scope import acting_as, system_scope
from tests.cast import Cast
from tests.claims.conftest import File
from tests.pages import browser


def picture(width: int = 800, height: int = 600, kind: str = "JPEG", **options: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), (90, 120, 160)).save(out, kind, **options)
    return out.getvalue()


def upload(content: bytes, name: str = "photo.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


def bomb() -> bytes:
    """A PNG of a few hundred bytes whose header claims 50,000 × 50,000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(b"\0" * 1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + body + chunk(b"IEND", b"")


def test_location_and_camera_are_taken_out() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Camera maker"
    exif.get_ifd(0x8825)[2] = (1.0, 17.0, 0.0)
    cleaned = clean(upload(picture(exif=exif)))
    with Image.open(io.BytesIO(cleaned.content)) as image:
        assert not image.getexif()
        assert "exif" not in image.info
    assert b"Camera maker" not in cleaned.content


def test_large_pictures_are_made_smaller_and_turned() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    cleaned = clean(upload(picture(4000, 3000, exif=exif)))
    assert (cleaned.width, cleaned.height) == (1200, 1600)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"MZ\x90\x00" + b"\0" * 4000, "no photo"),
        (b"", "no photo"),
        (picture()[:2000], "without its end"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "no photo"),
        (bomb(), "more pixels than any camera has"),
        (b"\xff" * (50 * 1024 * 1024), "50 MB"),
    ],
)
def test_what_is_no_photo_is_refused_by_name(content: bytes, words: str) -> None:
    with pytest.raises(Refused) as refused:
        clean(upload(content, "setup.jpg"))
    assert refused.value.field == "photos"
    assert words in str(refused.value)
    assert "setup.jpg" in str(refused.value)


def test_camera_data_too_damaged_to_read_does_not_cost_the_photo() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    content = picture(400, 300, exif=exif).replace(b"MM\x00*", b"MM\xff\xff").replace(b"II*\x00", b"II\xff\xff")
    assert clean(upload(content)).width == 400


def test_what_was_transparent_is_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (50, 40), (0, 0, 0, 0)).save(out, "PNG")
    with Image.open(io.BytesIO(clean(upload(out.getvalue(), "a.png")).content)) as image:
        assert image.getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_becomes_a_photo_of_the_same_shape(mode: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (2000, 1000)).save(out, "PNG")
    cleaned = clean(upload(out.getvalue(), "a.png"))
    assert (cleaned.width, cleaned.height) == (1600, 800)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_photos_are_turned_as_cameras_say(orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    sent = Image.new("RGB", (64, 32))
    sent.paste((255, 255, 255), (0, 0, 16, 16))  # a white corner, to be found again
    out = io.BytesIO()
    sent.save(out, "JPEG", quality=95, exif=exif)
    with Image.open(out) as original:
        wanted = ImageOps.exif_transpose(original).convert("L")
    with Image.open(io.BytesIO(clean(upload(out.getvalue())).content)) as image:
        found = image.convert("L")
    assert found.size == wanted.size
    places = [(x, y) for x in (4, found.width - 5) for y in (4, found.height - 5)]
    assert [found.getpixel(p) > 128 for p in places] == [wanted.getpixel(p) > 128 for p in places]


@pytest.mark.parametrize("kind", ["HEIF", "AVIF"])
def test_what_phones_write_is_decoded(kind: str) -> None:
    cleaned = clean(upload(picture(2000, 1500, kind), "IMG_1.heic"))
    assert (cleaned.width, cleaned.height) == (1600, 1200)
    with Image.open(io.BytesIO(cleaned.content)) as image:
        assert image.format == "JPEG"


def test_sixteen_bits_a_pixel_keep_their_shades() -> None:
    ramp = Image.new("I;16", (256, 64))
    ramp.putdata([x * 257 for _y in range(64) for x in range(256)])
    out = io.BytesIO()
    ramp.save(out, "PNG")
    with Image.open(io.BytesIO(clean(upload(out.getvalue(), "ramp.png")).content)) as image:
        grey = image.convert("L")
    assert all(abs(int(grey.getpixel((x, 32))) - x) < 6 for x in range(0, 256, 16))  # type: ignore[arg-type]


@pytest.mark.parametrize("size", [(8064, 6048), (12_000, 9_000)])
def test_photos_of_phones_with_48_and_108_megapixels(size: tuple[int, int]) -> None:
    out = io.BytesIO()
    Image.new("L", size, 90).save(out, "JPEG", quality=40)
    cleaned = clean(upload(out.getvalue()))
    assert (cleaned.width, cleaned.height) == (1600, 1200)


def test_what_would_be_unpacked_whole_is_refused_by_its_header() -> None:
    out = io.BytesIO()
    Image.new("L", (10_000, 9_000)).save(out, "PNG")
    with pytest.raises(Refused, match="10000 × 9000 pixels: send a photo of at most 64 megapixels"):
        clean(upload(out.getvalue(), "scan.png"))


@pytest.mark.parametrize(
    ("kind", "lost"),
    [("JPEG", 2), *((kind, 500) for kind in ("JPEG", "PNG", "WEBP", "HEIF", "AVIF"))],
)
def test_an_upload_that_broke_off_is_called_so(kind: str, lost: int) -> None:
    noise = Image.effect_noise((400, 300), 90).convert("RGB")
    out = io.BytesIO()
    noise.save(out, kind)
    with pytest.raises(Refused) as refused:
        clean(upload(out.getvalue()[:-lost], "IMG_2.jpg"))
    assert str(refused.value) == "“IMG_2.jpg” arrived without its end, so it was cut off on the way: send it again."


_SOUND = [picture(64, 48, kind) for kind in ("JPEG", "PNG", "WEBP", "HEIF", "AVIF")]


@settings(max_examples=400, deadline=None)
@given(
    which=st.sampled_from(_SOUND),
    changes=st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 255)), max_size=12),
    cut=st.integers(0, 5000),
)
def test_damaged_files_are_refused_or_read_and_nothing_else(
    which: bytes, changes: list[tuple[int, int]], cut: int
) -> None:
    content = bytearray(which)
    for place, value in changes:
        content[place % len(content)] = value
    try:
        cleaned = clean(upload(bytes(content[: cut or None])))
    except Refused as refused:
        assert refused.field == "photos"
    else:
        assert cleaned.content.startswith(b"\xff\xd8")


def test_doubles_are_kept_once() -> None:
    assert len(clean_all([upload(picture()), upload(picture())])) == 1


def test_photos_stand_behind_the_walls(cast: Cast, file: File) -> None:
    claim = file(photos=[clean(upload(picture()))])
    with acting_as(cast.scope(cast.amina)):
        photo = ClaimPhoto.objects.get()
    url = f"/claims/{claim.number}/photos/{photo.pk}/"
    answer = browser(cast, cast.amina).get(url)
    assert answer.status_code == 200
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "private" in answer.headers["Cache-Control"]
    assert browser(cast, cast.boris).get(url).status_code == 404
    assert browser(cast, cast.dealer_almaty).get(url).status_code == 404
    assert browser(cast).get(url).status_code == 302


def test_a_claim_that_fails_leaves_no_file(file: File, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def fail(number: str, photo: Photo) -> str:
        calls.append(number)
        if len(calls) == 2:
            raise OSError("disk full")
        return real(number, photo)

    real = photo_store.save
    monkeypatch.setattr(photo_store, "save", fail)
    pictures = [clean(upload(picture())), clean(upload(picture(640, 480)))]
    with pytest.raises(OSError, match="disk full"):
        file(photos=pictures)
    assert list(tmp_path.rglob("*.jpg")) == []


def test_orphans_are_swept_and_kept_ones_stay(
    file: File, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cast: Cast
) -> None:
    file(photos=[clean(upload(picture()))])
    orphan = tmp_path / "claims" / "C-OLD" / "x.jpg"
    orphan.parent.mkdir(parents=True)
    orphan.write_bytes(b"x")
    from django.utils import timezone

    later = timezone.now() + timedelta(days=3)
    monkeypatch.setattr("apps.claims.tasks.timezone.now", lambda: later)
    assert sweep_photos() == 1
    with system_scope("test"):
        assert photo_store.content_of(ClaimPhoto.objects.get().file)
