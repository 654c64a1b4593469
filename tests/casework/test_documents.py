"""Documents: once by digest, whole or not at all, for whom the walls show them; in a folder and in a real S3 server."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.http import Http404
from django.utils import timezone

from apps.casework import documents
from apps.casework.models import Document
from apps.claims import photo_store
from apps.core import files
from apps.core.photos import Photo
from apps.organizations.scope import acting_as, system_scope
from tests.casework.conftest import keep
from tests.cast import Cast

LATER = timedelta(days=3)


def stored() -> list[str]:
    return sorted(name for folder in files.folders_in("documents") for name in files.names_in(folder))


def soon() -> datetime:
    return timezone.now() + LATER


def test_a_document_comes_back_as_it_was_sent(cast: Cast, storage: str) -> None:
    kept = keep(cast, cast.maker_hanhai, b"%PDF-1.7 letter")
    answer = documents.answer(kept)
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 letter"
    assert answer["Content-Disposition"] == 'attachment; filename="letter.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert (kept.size, kept.added_by.organization_name) == (15, "Hanhai Motor")
    assert files.names_in("aside") == []


def test_the_same_bytes_twice_are_one_file(cast: Cast, storage: str) -> None:
    first, second = keep(cast, cast.maker_hanhai, b"same"), keep(cast, cast.maker_lanting, b"same")
    assert first.pk != second.pk
    assert first.file == second.file
    assert stored() == [first.file]


def test_each_side_sees_its_own(cast: Cast) -> None:
    keep(cast, cast.maker_hanhai, b"mine")
    for who, count in ((cast.maker_hanhai, 1), (cast.maker_lanting, 0), (cast.dealer_nairobi, 0), (cast.authority, 0)):
        with acting_as(cast.scope(who)):
            assert Document.objects.count() == count


def test_a_storage_that_gives_back_other_bytes_keeps_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    real = default_storage.save

    def spoil(name: str, content: Any, **options: Any) -> str:
        saved = real(name, content, **options)
        Path(default_storage.path(saved)).write_bytes(b"spoilt")
        return saved

    monkeypatch.setattr(default_storage._wrapped, "save", spoil)
    with pytest.raises(OSError, match="other bytes"):
        keep(cast, cast.maker_hanhai, b"whole")
    assert stored() == files.names_in("aside") == []
    with system_scope("test"):
        assert not Document.objects.exists()


def test_what_no_row_knows_is_swept_when_it_is_old(cast: Cast, storage: str) -> None:
    kept, lost = keep(cast, cast.maker_hanhai, b"kept"), keep(cast, cast.maker_hanhai, b"lost")
    with system_scope("test"):
        Document.objects.filter(pk=lost.pk).delete()
    assert documents.sweep(at=timezone.now()) == 0
    assert documents.sweep(at=soon()) == 1
    assert stored() == [kept.file]
    with pytest.raises(Http404):
        documents.answer(lost)


def test_photos_lie_in_the_same_storage(storage: str) -> None:
    photo, key = Photo(b"jpeg", 4, 3), "0f0f0f0f-1111"
    name = photo_store.save("C-1", photo)
    assert photo_store.content_of(name) == b"jpeg"
    for _twice in range(2):
        photo_store.stash(7, key, [photo, Photo(b"other", 2, 1)])
    assert [kept.content for kept in photo_store.stashed(7, key)] == sorted([b"jpeg", b"other"], key=_digest)
    photo_store.leave_out(7, key, [photo.sha256])
    assert [(kept.content, kept.width) for kept in photo_store.stashed(7, key)] == [(b"other", 2)]
    photo_store.forget(7, key)
    assert photo_store.stashed(7, key) == []
    unknown = photo_store.save("C-2", photo)
    assert photo_store.sweep({name}, drafts=set(), at=timezone.now()) == 0
    assert photo_store.sweep({name}, drafts=set(), at=soon()) == 1
    assert (photo_store.content_of(name), photo_store.content_of(unknown)) == (b"jpeg", None)


def _digest(content: bytes) -> str:
    return Photo(content, 1, 1).sha256
