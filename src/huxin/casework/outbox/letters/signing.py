"""Signatures on letters: PAdES, by the key of the body that makes the letter, or by that of the installation.

The certificate that ``huxin setup`` makes is for demonstration (演示证书，无法律效力): in real operation nothing is
signed with it.  An office puts its own pair in its place, ``keys/letter.key.pem`` and ``keys/letter.cert.pem``; a body
with a seal of its own has one in ``keys/offices/<agency>-<county>`` or ``keys/offices/<agency>``, or names there the
cryptographic module that holds its key (``sealers.py``).  Every certificate that was used is kept, so that a letter
signed with a key that was replaced since still verifies.  Where the installation has a stamp server (``stamping.py``),
each signature bears its time; where the authority of a certificate says that it is not revoked (``revoking.py``), its
word is in the paper.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from huxin.casework.audit_digests import certificate_digest
from huxin.casework.models import SealCertificate
from huxin.casework.outbox.letters import revoking, stamping
from huxin.casework.outbox.letters.sealers import MODULE, ModuleSealer, PemSealer, Sealer, both_there
from huxin.core.keys import keep_new
from huxin.core.service import append
from huxin.law import InputError

DEMONSTRATION: Final = "护新 演示证书 无法律效力"
"""The name by which the certificate of the demonstration is known."""
OWN: Final = "护新 本机自签证书"
"""The name of a certificate that an installation made for itself."""
OFFICES: Final = "offices"
"""The folder of the pairs of single bodies."""


@dataclass(frozen=True)
class SignatureCheck:
    """What a check of a PDF found.  ``trusted``: by a certificate of this installation, of now or of before.

    ``stamped_at``: when a stamp server that this installation knows says that it was signed.  ``proven``: what the
    paper itself holds says that the certificate was not revoked then, by an authority that this installation knows.
    """

    present: bool
    intact: bool = False
    trusted: bool = False
    signer: str = ""
    stamped_at: datetime | None = None
    proven: bool = False

    @property
    def good(self) -> bool:
        return self.present and self.intact and self.trusted


def _files() -> tuple[Path, Path]:
    folder = Path(settings.KEY_FOLDER)
    return folder / "letter.key.pem", folder / "letter.cert.pem"


def make_certificate(*, demonstration: bool = False) -> None:
    """A key and a self-signed certificate for ten years; does nothing when there is one.

    ``huxin setup`` and the demo make one for demonstration.  Raises InputError where one of the two is gone.
    """
    key_file, cert_file = _files()
    if key_file.exists() or cert_file.exists():
        both_there(key_file, cert_file)
        return
    pem = serialization.Encoding.PEM
    made = ec.generate_private_key(ec.SECP256R1())
    keep_new(key_file, made.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    key = serialization.load_pem_private_key(key_file.read_bytes(), None)  # another set-up may have been first
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError(f"{key_file} holds another kind of key")
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, DEMONSTRATION if demonstration else OWN)])
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


def sealer_of(body: str = "", county: str = "") -> Sealer:
    """The key of a body in a county, else of the body, else of the installation."""
    offices = Path(settings.KEY_FOLDER) / OFFICES
    for name in (f"{body}-{county}", body) if body else ():
        folder = offices / name
        if (folder / MODULE).exists():
            return ModuleSealer(folder / MODULE, folder / "cert.pem")
        if (folder / "cert.pem").exists():
            return PemSealer(folder / "key.pem", folder / "cert.pem")
    return PemSealer(*_files())


def seal_picture(body: str, county: str) -> str:
    """The picture of the seal 印章 of a body as SVG, which stands over office and day; empty where there is none."""
    offices = Path(settings.KEY_FOLDER) / OFFICES
    pictures = (offices / name / "seal.svg" for name in (f"{body}-{county}", body) if body)
    return next((one.read_text(encoding="utf-8") for one in pictures if one.exists()), "")


def sign(pdf: bytes, reason: str, *, body: str = "", county: str = "") -> bytes:
    """The PDF with a signature over all of it, by the key of the body that makes it.

    Raises InputError where real operation has no other certificate than that of the demonstration.
    """
    sealer = sealer_of(body, county)
    certificate = sealer.certificate()
    if not settings.DEMO and is_demonstration(certificate):
        hint = "Put key and certificate of the office into keys/letter.key.pem and keys/letter.cert.pem (deploy.md)."
        wanted = "a certificate of the office: in real operation nothing is signed with that of the demonstration"
        raise InputError("certificate", "keys/letter.cert.pem", DEMONSTRATION, wanted, hint)
    _keep(certificate)
    return sealer.seal(pdf, reason)


def is_demonstration(certificate: x509.Certificate) -> bool:
    """Whether a certificate says of itself that it has no legal effect."""
    return any(one.value == DEMONSTRATION for one in certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME))


def _keep(certificate: x509.Certificate) -> None:
    """Keep a certificate when it is first used, sealed in the log; letters outlive the keys that signed them."""
    name = certificate.fingerprint(hashes.SHA256()).hex()
    if SealCertificate.objects.filter(fingerprint=name).exists():
        return
    pem = certificate.public_bytes(serialization.Encoding.PEM).decode()
    with transaction.atomic():
        row, new = SealCertificate.objects.get_or_create(
            fingerprint=name, defaults={"pem": pem, "first_used_at": timezone.now()}
        )
        if new:
            append("seal_certificate", name, certificate_digest(row), "system", row.first_used_at)


def check_signature(pdf: bytes, issuer: bytes | None = None) -> SignatureCheck:
    """Whether a PDF carries our signature and is unchanged since; a file that is no PDF has none.

    A certificate is judged as it was on the day of the signature: it may have run out or been replaced since.
    ``issuer``: the certificates of another city as PEM, by which its paper is judged instead of ours.  Raises
    InputError for a text that holds none.
    """
    from pyhanko.pdf_utils.misc import PdfReadError
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    try:
        found: list[Any] = list(PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures)
    except (PdfReadError, ValueError):
        return SignatureCheck(False)
    if not found:
        return SignatureCheck(False)
    signed_at = _stamped_at(found[-1]) or found[-1].self_reported_timestamp
    then: dict[str, Any] = {"moment": signed_at, "allow_fetching": False} if signed_at is not None else {}
    stamps = ValidationContext(trust_roots=stamping.authorities(), **then)
    roots = _certificates(own_certificates() if issuer is None else issuer)
    status = validate_pdf_signature(found[-1], ValidationContext(trust_roots=roots, **then), stamps)
    whole = bool(status.intact and status.valid and found[-1].evaluate_signature_coverage().name == "ENTIRE_FILE")
    stamp = status.timestamp_validity
    stamped = stamp.timestamp if stamp is not None and stamp.valid and stamp.trusted else None
    signer = str(status.signing_cert.subject.human_friendly)
    proven = whole and stamped is not None and _proven(found[-1], stamped, stamps)
    return SignatureCheck(True, whole, bool(status.trusted), signer, stamped, proven)


def _proven(signature: Any, then: datetime, stamps: Any) -> bool:
    """Whether what lies in the paper is enough to say that its certificate was good then, with nobody asked."""
    from pyhanko.sign.validation import DocumentSecurityStore, validate_pdf_signature
    from pyhanko.sign.validation.errors import ValidationInfoReadingError

    kept = {"moment": then, "allow_fetching": False, "revocation_mode": "require"}
    try:
        store = DocumentSecurityStore.read_dss(signature.reader)
        about = store.as_validation_context({"trust_roots": revoking.roots(), **kept})
    except (ValidationInfoReadingError, ValueError):
        return False
    return bool(validate_pdf_signature(signature, about, stamps).trusted)


def _stamped_at(signature: Any) -> datetime | None:
    """The time that a stamp bears, before anybody checked it; what it is worth is judged as of that day."""
    for attribute in signature.signer_info["unsigned_attrs"]:
        if attribute["type"].native == "signature_time_stamp_token":
            signed = attribute["values"][0]["content"]["encap_content_info"]["content"].parsed
            found: datetime = signed["gen_time"].native
            return found
    return None


def own_certificates() -> bytes:
    """Every certificate of this installation as PEM, those in place now and those that were used before."""
    places = [_files()[1], *sorted(Path(settings.KEY_FOLDER).glob(f"{OFFICES}/*/cert.pem"))]
    pems = [place.read_bytes() for place in places if place.exists()]
    pems += [one.encode() for one in SealCertificate.objects.order_by("first_used_at").values_list("pem", flat=True)]
    return b"\n".join(dict.fromkeys(one.strip() for one in pems)) + b"\n"


def _certificates(pem: bytes) -> list[Any]:
    from pyhanko.keys import load_certs_from_pemder_data

    try:
        found = list(load_certs_from_pemder_data(pem)) if pem.strip() else []
    except ValueError:
        found = []
    if not found:
        hint = "Take the file from the page of that city on checking papers (/verify/)."
        raise InputError("certificate", "PEM", pem[:40].decode(errors="replace"), "certificates as PEM", hint)
    return found
