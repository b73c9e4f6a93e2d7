"""That a certificate was not revoked 未被吊销 when it signed (PAdES-B-LT): what its authority says goes into the paper.

``keys/authorities`` holds the certificates of whoever issued those of the offices, one PEM file each.  Where such an
authority answers questions (OCSP, RFC 6960) or lists what it revoked (CRL, RFC 5280), its word is asked for and put
into each paper, so that the signature can still be checked when authority and certificate are gone.  A certificate that
nobody issued, or whose authority says nothing, signs without it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.ocsp import OCSPRequestBuilder
from cryptography.x509.oid import AuthorityInformationAccessOID
from django.conf import settings

from huxin.casework.outbox.letters import stamping
from huxin.core.http.outside import AwayError, ask

AUTHORITIES: Final = "authorities"
"""The folder of the certificates of authorities."""
_HOLDS: Final = 600.0
"""Seconds for which a word of an authority is used again: many papers go out in a row."""
_said: Final[dict[tuple[str, bytes], tuple[float, bytes]]] = {}


def forget() -> None:
    """Ask anew."""
    _said.clear()


def authority_files() -> list[Path]:
    """The files of ``keys/authorities``."""
    return sorted((Path(settings.KEY_FOLDER) / AUTHORITIES).glob("*.pem"))


def authorities() -> list[x509.Certificate]:
    """The certificates of authorities, roots and those between."""
    found = [x509.load_pem_x509_certificates(place.read_bytes()) for place in authority_files()]
    return [one for several in found for one in several]


def proofs(certificate: x509.Certificate) -> Any | None:
    """What says that a certificate and those above it are not revoked, as pyhanko takes it; None where nobody says it.

    Raises AwayError while an authority that says so does not answer.
    """
    from pyhanko_certvalidator import ValidationContext

    answers, lists, issuers = list[bytes](), list[bytes](), list[x509.Certificate]()
    for one, issuer in _above(certificate):
        issuers.append(issuer)
        answer = _answer(one, issuer)
        answers += [answer] if answer is not None else []
        lists += [_asked("GET", url) for url in _lists(one)[:1]] if answer is None else []
    if not answers and not lists:
        return None
    roots = [_plain(one) for one in issuers if one.issuer == one.subject]
    between = [_plain(one) for one in issuers if one.issuer != one.subject]
    return ValidationContext(
        trust_roots=[*roots, *stamping.authorities()],
        other_certs=between,
        ocsps=answers,
        crls=lists,
        allow_fetching=False,
        revocation_mode="hard-fail",
    )


def roots() -> list[Any]:
    """The roots of ``keys/authorities`` as pyhanko takes them."""
    return [_plain(one) for one in authorities() if one.issuer == one.subject]


def _above(certificate: x509.Certificate) -> Iterator[tuple[x509.Certificate, x509.Certificate]]:
    """Each certificate up to the root with the one that issued it, as far as the authorities are known."""
    known, one = authorities(), certificate
    for _unused in range(len(known)):
        issuer = next((each for each in known if each.subject == one.issuer), None)
        if issuer is None or one.issuer == one.subject:
            return
        yield one, issuer
        one = issuer


def _answer(one: x509.Certificate, issuer: x509.Certificate) -> bytes | None:
    """The answer of the authority to whether a certificate is revoked; None where it takes no such questions."""
    try:
        places = one.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    except x509.ExtensionNotFound:
        return None
    asked = [each for each in places if each.access_method == AuthorityInformationAccessOID.OCSP]
    if not asked:
        return None
    question = OCSPRequestBuilder().add_certificate(one, issuer, hashes.SHA256()).build()
    return _asked("POST", asked[0].access_location.value, question.public_bytes(serialization.Encoding.DER))


def _lists(one: x509.Certificate) -> list[str]:
    """Where the lists lie on which a certificate would stand if it were revoked."""
    try:
        points = one.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except x509.ExtensionNotFound:
        return []
    names = [name.value for point in points for name in point.full_name or ()]
    return [name for name in names if name.startswith(("http://", "https://"))]


def _asked(method: str, url: str, body: bytes = b"") -> bytes:
    held = _said.get((url, body))
    if held is not None and time.monotonic() - held[0] < _HOLDS:
        return held[1]
    kind = {"Content-Type": "application/ocsp-request"} if body else {}
    answer = ask(method, url, kind, body or None)
    if answer.status != 200:
        raise AwayError(f"{url}: {answer.status}")
    _said[url, body] = (time.monotonic(), answer.body)
    return answer.body


def _plain(one: x509.Certificate) -> Any:
    from asn1crypto.x509 import Certificate

    return Certificate.load(one.public_bytes(serialization.Encoding.DER))
