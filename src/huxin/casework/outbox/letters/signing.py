"""Signatures on letters: PAdES by a certificate of the installation.

The certificate made here is for demonstration (演示证书，无法律效力); an office puts its own key and certificate in
its place.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings

from huxin.core.keys import keep_new
from huxin.law import InputError


@dataclass(frozen=True)
class Signature:
    """What a check of a PDF found.  ``trusted``: by this installation's certificate."""

    present: bool
    intact: bool = False
    trusted: bool = False
    signer: str = ""

    @property
    def good(self) -> bool:
        return self.present and self.intact and self.trusted


def _files() -> tuple[Path, Path]:
    folder = Path(settings.KEY_FOLDER)
    return folder / "letter.key.pem", folder / "letter.cert.pem"


def make_certificate() -> None:
    """A key and a self-signed demonstration certificate for ten years; does nothing when there is one.

    Only ``huxin setup`` and the demo call this.  Raises InputError where one of the two is gone.
    """
    key_file, cert_file = _files()
    if key_file.exists() or cert_file.exists():
        _both(key_file, cert_file)
        return
    pem = serialization.Encoding.PEM
    made = ec.generate_private_key(ec.SECP256R1())
    keep_new(key_file, made.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    key = serialization.load_pem_private_key(key_file.read_bytes(), None)  # another set-up may have been first
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError(f"{key_file} holds another kind of key")
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "护新 演示证书 无法律效力")])
    now = datetime.now(UTC)
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=3650))
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    keep_new(cert_file, certificate.public_bytes(pem))


def _both(key_file: Path, cert_file: Path) -> None:
    for path in (key_file, cert_file):
        if not path.exists():
            hint = "Put the key and the certificate of letters back together, or run 'huxin setup' where none was."
            raise InputError("keys", str(path), "no file", "the pair that signs letters", hint)


def sign(pdf: bytes, reason: str) -> bytes:
    """The PDF with a signature over all of it."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers

    key_file, cert_file = _files()
    _both(key_file, cert_file)
    signer = signers.SimpleSigner.load(str(key_file), str(cert_file))  # type: ignore[no-untyped-call]
    about = signers.PdfSignatureMetadata(
        field_name="Huxin", md_algorithm="sha256", reason=reason, subfilter=fields.SigSeedSubFilter.PADES
    )
    out = signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), about, signer=signer)
    return bytes(out.getvalue())


def check_signature(pdf: bytes) -> Signature:
    """Whether a PDF carries our signature and is unchanged since; a file that is no PDF has none."""
    from pyhanko.keys import load_cert_from_pemder
    from pyhanko.pdf_utils.misc import PdfReadError
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    try:
        found: list[Any] = list(PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures)
    except (PdfReadError, ValueError):
        return Signature(False)
    if not found:
        return Signature(False)
    root = load_cert_from_pemder(str(_files()[1]))  # type: ignore[no-untyped-call]
    status = validate_pdf_signature(found[-1], ValidationContext(trust_roots=[root]))
    whole = bool(status.intact and status.valid and found[-1].evaluate_signature_coverage().name == "ENTIRE_FILE")
    return Signature(True, whole, bool(status.trusted), str(status.signing_cert.subject.human_friendly))
