"""Seals of PDFs: signatures with a certificate that lies outside the database, the maker's own or the installation's.

The folder ``LETTER_SEALS`` holds files ``NAME.pem``, each a private key, its certificate and those that it hangs on:
``<short name>`` for a maker, ``installation`` for the rest. An installation that has none makes one once;
docs/letters.md says what it proves. A file that another took the place of stays under another name: by it is verified
what it sealed.
"""

from __future__ import annotations

import io
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

INSTALLATION = "installation"
_FIELD = "Seal"
# Bytes of a signature besides its certificates, with room to spare.
_SIGNED = 2_048
_YEARS = timedelta(days=3653)
# Outside of the page: it needs no picture (PDF/A) and nothing that is read aloud (PDF/UA).
_UNSEEN = fields.InvisSigSettings(set_print_flag=True, box_out_of_bounds=True)


@dataclass(frozen=True)
class Signer:
    """Whose certificate seals. ``fingerprint``: SHA-256 of the certificate, hexadecimal.

    ``room``: hexadecimal signs that are kept free for a signature; without it, each is made twice to be measured.
    """

    subject: str
    fingerprint: str
    self_made: bool
    room: int
    inner: Any

    def sealed(self, pdf: bytes) -> bytes:
        """The PDF with a signature over all of it."""
        meta = signers.PdfSignatureMetadata(
            field_name=_FIELD, md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES
        )
        place = fields.SigFieldSpec(_FIELD, invis_sig_settings=_UNSEEN)
        signer = signers.PdfSigner(meta, signer=self.inner, new_field_spec=place)
        out: io.BytesIO = signer.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), bytes_reserved=self.room)
        return out.getvalue()


def signer_for(maker: str) -> Signer:
    """The maker's own certificate, by its short name in addresses, else the installation's."""
    folder: Path = settings.LETTER_SEALS
    for name in (maker, INSTALLATION):
        path = folder / f"{name}.pem"
        if path.exists():
            return _signer(path, path.stat().st_mtime_ns)
    _make(folder)
    return signer_for(INSTALLATION)


def fault_of(pdf: bytes) -> str:
    """What is wrong with the seal of a PDF, in words for operators; empty when it is whole and one of ours."""
    ours = [_chain(path)[0] for path in sorted(settings.LETTER_SEALS.glob("*.pem"))]
    found = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    if not found:
        return "it carries no signature"
    signature = found[0]
    if signature.signer_cert.sha256 not in {certificate.sha256 for certificate in ours}:
        return "its certificate is not in the folder of seals (SANBAO_LETTER_SEALS): put it back, if it was ours"
    context = ValidationContext(trust_roots=ours, allow_fetching=False, moment=signature.self_reported_timestamp)
    status = validate_pdf_signature(signature, context)
    whole = status.intact and status.valid and status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    return "" if whole else "its signature does not belong to these bytes"


@lru_cache(maxsize=64)
def _signer(path: Path, _changed: int) -> Signer:
    try:
        certificate, *others = _chain(path)
        inner = signers.SimpleSigner(
            signing_cert=certificate, signing_key=_key(path), cert_registry=SimpleCertificateStore.from_certs(others)
        )
    except (OSError, ValueError) as error:
        raise ImproperlyConfigured(
            f"SANBAO_LETTER_SEALS: {path.name} must hold a private key without a password, then its certificate, "
            f"both as PEM ({error})"
        ) from error
    return Signer(
        subject=certificate.subject.native.get("common_name") or certificate.subject.human_friendly,
        fingerprint=certificate.sha256.hex(),
        self_made=certificate.issuer == certificate.subject,
        room=2 * (_SIGNED + sum(len(each.dump()) for each in (certificate, *others))),
        inner=inner,
    )


def _key(path: Path) -> Any:
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    der = key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return asn1_keys.PrivateKeyInfo.load(der)


def _chain(path: Path) -> list[Any]:
    """The certificate, then those that it hangs on."""
    found = x509.load_pem_x509_certificates(path.read_bytes())
    return [asn1.Certificate.load(each.public_bytes(serialization.Encoding.DER)) for each in found]


def _make(folder: Path) -> None:
    """Make the installation's own pair. Of two that begin at once the first one's counts."""
    folder.mkdir(parents=True, exist_ok=True)
    key = ec.generate_private_key(ec.SECP256R1())
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    aside = folder / f".{secrets.token_hex(8)}"
    aside.touch(mode=0o600)
    aside.write_bytes(private + _self_signed(key))
    with suppress(FileExistsError):
        (folder / f"{INSTALLATION}.pem").hardlink_to(aside)
    aside.unlink()


def _self_signed(key: ec.EllipticCurvePrivateKey) -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Sanbao, {settings.SITE_URL}"[:64])])
    now = datetime.now(UTC)
    usage = {
        name: name in ("digital_signature", "content_commitment")
        for name in (
            "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
            "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
        )
    }  # fmt: skip
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + _YEARS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM)
