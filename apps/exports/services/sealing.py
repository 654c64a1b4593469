"""Letters are rendered, signed and entered in the register: once each, by a worker, as a job with its progress."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any, BinaryIO, cast

from django.utils.translation import gettext_lazy, ngettext

from apps.casework import documents, engine
from apps.casework.jobs import JobKind, Run, start_job
from apps.casework.models import Job
from apps.core.files import opened
from apps.organizations.scope import Actor, system_scope

from ..letters.paper import rendered
from ..models import Letter, LetterCountry, LetterSeal
from .people import day_of_licences, require_issuer

PDF_TYPE, ZIP_TYPE = "application/pdf", "application/zip"
#: Documents of this kind are kept for good.
LETTER = "letter"
_BITE = 20


def seal_later(letters: Sequence[Letter], *, by: Actor, at: datetime, parent: Job | None = None) -> Job:
    """Ask for the job that seals letters."""
    count = len(letters)
    words = ngettext("Sealing of one letter", "Sealing of %(count)d letters", count) % {"count": count}
    return start_job(
        kind=SEALING.name,
        title=f"{words}: {letters[0].number}" if count == 1 else words,
        arguments={"letters": [letter.pk for letter in letters]},
        parent=parent,
        by=by,
        at=at,
    )


def seal_left(*, manufacturer_id: int, by: Actor, at: datetime) -> Job | None:
    """Ask once more for what was not sealed, as after a job that was cancelled; None: all are."""
    require_issuer(by, manufacturer_id)
    left = list(unsealed(Letter.objects.filter(manufacturer_id=manufacturer_id)).order_by("id"))
    return seal_later(left, by=by, at=at) if left else None


def unsealed(letters: Any) -> Any:
    """Those that were issued and wait for their seal."""
    return letters.filter(status=Letter.Status.ISSUED, seal=None)


def seal_letters(run: Run) -> None:
    """Seal the letters of a job in bites; several become one ZIP. What is sealed already is left as it is."""
    numbers: list[int] = run.job.arguments["letters"]
    run.total = len(numbers)
    while bite := numbers[run.done : run.done + _BITE]:
        with run.batch():
            _seal(bite, by=run.actor, at=run.now())
            run.done += len(bite)
    if len(numbers) > 1:
        with run.batch(), system_scope("archive of sealed letters"):
            _keep_archive(run, numbers)


def _seal(numbers: Sequence[int], *, by: Actor, at: datetime) -> None:
    with system_scope("seal letters"):
        found = unsealed(Letter.objects.filter(pk__in=numbers)).select_related("maker", "manufacturer", "replaces")
        for letter in found.select_for_update(of=("self",)).order_by("id"):
            # Another job may have sealed it while this one waited for the row.
            if not LetterSeal.objects.filter(letter=letter).exists():
                _seal_one(letter, by=by, at=at)


def _seal_one(letter: Letter, *, by: Actor, at: datetime) -> None:
    from ..letters.signing import signer_for  # the library takes 30 MB, and web processes seal nothing

    signer = signer_for(letter.manufacturer.slug)
    lines = list(letter.lines.order_by("id"))
    pdf = rendered(letter, lines, signer, day=day_of_licences(letter.issued_at))
    document = documents.store(
        file=io.BytesIO(signer.sealed(pdf)),
        name=f"{letter.number}.pdf",
        media_type=PDF_TYPE,
        kind=LETTER,
        by=by,
        at=at,
        issuer=letter.maker.name,
    )
    LetterSeal.objects.create(
        letter=letter, document=document, sha256=document.sha256, certificate=signer.fingerprint, sealed_at=at,
        **letter.sides(),
    )  # fmt: skip
    # From now on regulators of its destinations read it.
    LetterCountry.objects.bulk_create(
        LetterCountry(letter=letter, country=country, **letter.sides())
        for country in sorted({str(line.country) for line in lines})
    )
    engine.record(letter, "sealed", by=by, at=at)
    engine.tell(letter, "sealed", by=by, at=at)


def _keep_archive(run: Run, numbers: Sequence[int]) -> None:
    seals = LetterSeal.objects.filter(letter__in=numbers).select_related("document").order_by("letter_id")
    with tempfile.TemporaryFile() as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            for seal in seals.iterator(chunk_size=500):
                with opened(seal.document.file) as pdf:
                    archive.writestr(seal.document.name, pdf.read())
        kept = documents.store(
            file=cast(BinaryIO, file),
            name=f"letters-{run.job.pk}.zip",
            media_type=ZIP_TYPE,
            kind=documents.WORK,
            by=run.actor,
            at=run.now(),
        )
    Job.objects.filter(pk=run.job.pk).update(output=kept)


SEALING = JobKind("exports.letters", gettext_lazy("Sealing of confirmation letters"), seal_letters, keeps=True)
