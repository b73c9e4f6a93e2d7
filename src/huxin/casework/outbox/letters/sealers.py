"""Where the key of an office is that signs its papers: a PEM file, or a cryptographic module 密码机 (PKCS #11).

Both make the same signature (PAdES), stamped with the time where the installation has a stamp server and with the word
of the authority where it gives one.  A service for electronic seals 电子印章系统 is a further class of this shape.
"""

from __future__ import annotations

import io
import tomllib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, Final, Protocol

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

from huxin.casework.outbox.letters import revoking, stamping
from huxin.core.keys import PRIVATE
from huxin.law import InputError

MODULE: Final = "module.toml"
"""The file that tells where in which module the key of a body is."""
_ROOM: Final = 4096
"""Bytes for a signature beside its certificate: that of the longest key in use is a quarter of it."""
_one_login: Final = Lock()
"""A module knows one login of a process, whichever thread it came from."""
_refused: Final[dict[Path, int]] = {}
"""Files of PINs that a module refused, by when they were written: a few wrong tries and it closes for good."""


class Sealer(Protocol):
    """What signs a paper."""

    def certificate(self) -> x509.Certificate:
        """By which the signature is checked."""
        ...

    def seal(self, pdf: bytes, reason: str) -> bytes:
        """The PDF with a signature over all of it.  Raises InputError, with what to mend, where none can be made."""
        ...


@dataclass(frozen=True)
class PemSealer:
    """A key and its certificate as two PEM files."""

    key_file: Path
    cert_file: Path

    def certificate(self) -> x509.Certificate:
        both_there(self.key_file, self.cert_file)
        return x509.load_pem_x509_certificate(self.cert_file.read_bytes())

    def seal(self, pdf: bytes, reason: str) -> bytes:
        return _sealed(pdf, reason, self.certificate(), self.cert_file, self._signer)

    @contextmanager
    def _signer(self, chain: list[Path]) -> Iterator[Any]:
        from pyhanko.sign import signers

        files = [str(one) for one in chain] or None
        yield signers.SimpleSigner.load(str(self.key_file), str(self.cert_file), ca_chain_files=files)  # type: ignore[no-untyped-call]


@dataclass(frozen=True)
class ModuleSealer:
    """A key that never leaves its module; its certificate is a PEM file beside ``module.toml``.

    The file names ``library`` (the module's own, a path), ``token``, ``key`` (labels) and ``pin_file`` (a path).
    """

    module_file: Path
    cert_file: Path

    def certificate(self) -> x509.Certificate:
        both_there(self.module_file, self.cert_file)
        return x509.load_pem_x509_certificate(self.cert_file.read_bytes())

    def seal(self, pdf: bytes, reason: str) -> bytes:
        with _one_login:
            return _sealed(pdf, reason, self.certificate(), self.cert_file, self._signer)

    @contextmanager
    def _signer(self, chain: list[Path]) -> Iterator[Any]:
        named = self._named()
        try:
            import pkcs11
            from pyhanko.keys import load_cert_from_pemder, load_certs_from_pemder
            from pyhanko.sign.pkcs11 import PKCS11Signer
        except ImportError as error:
            raise self._wrong(
                str(error), "the package that speaks to modules", "Run: pip install 'huxin[hsm]'"
            ) from error
        pin_file = Path(named["pin_file"])
        pin, written = self._pin(pin_file)
        try:
            library = pkcs11.lib(named["library"])
        except (RuntimeError, OSError) as error:
            hint = "Name the file of the module's own library, such as '/usr/lib/softhsm/libsofthsm2.so'."
            raise self._wrong(str(error), "the library of a module", hint) from error
        try:
            with library.get_token(token_label=named["token"]).open(user_pin=pin) as session:
                yield PKCS11Signer(
                    session,
                    signing_cert=load_cert_from_pemder(str(self.cert_file)),  # type: ignore[no-untyped-call]
                    ca_chain=list(load_certs_from_pemder([str(one) for one in chain])),  # type: ignore[no-untyped-call]
                    key_label=named["key"],
                    use_raw_mechanism=isinstance(self.certificate().public_key(), EllipticCurvePublicKey),
                )
        except (pkcs11.PinIncorrect, pkcs11.PinLenRange, pkcs11.PinInvalid) as error:
            _refused[pin_file] = written
            raise self._wrong_pin(pin_file) from error
        except pkcs11.PKCS11Error as error:
            hint = "Look whether the module is on, and whether token and key have these names (deploy.md)."
            got = f"{type(error).__name__} {error}".strip()
            raise self._wrong(got, "a module that answers, with this key", hint) from error

    def _named(self) -> dict[str, str]:
        try:
            found = tomllib.loads(self.module_file.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            hint = "Write it as in deploy.md: four lines, each a name, '=' and a text in quotes."
            raise self._wrong(str(error), "a file in TOML", hint) from error
        wanted = ("library", "token", "key", "pin_file")
        missing = [name for name in wanted if not isinstance(found.get(name), str) or not found[name]]
        if missing:
            hint = "Add it as a text in quotes (deploy.md)."
            raise self._wrong(f"no {', '.join(missing)}", ", ".join(wanted), hint)
        return {name: str(found[name]) for name in wanted}

    def _pin(self, path: Path) -> tuple[str, int]:
        """The PIN, and when its file was written."""
        try:
            about = path.stat()
            if about.st_mode & PRIVATE:
                raise self._wrong(f"others can read {path}", "a PIN for its owner alone", f"Run: chmod 600 {path}")
            if _refused.get(path) == about.st_mtime_ns:
                raise self._wrong_pin(path)
            return path.read_text(encoding="utf-8").strip(), about.st_mtime_ns
        except (OSError, UnicodeDecodeError) as error:
            hint = "Write the PIN into the file, readable by the user that Huxin runs as, and by nobody else."
            raise self._wrong(str(error), "a file with the PIN of the token", hint) from error

    def _wrong_pin(self, path: Path) -> InputError:
        hint = "Write the right PIN into the file; until the file changes it is not tried again, lest the token closes."
        return self._wrong("the token refuses the PIN", f"its PIN in {path}", hint)

    def _wrong(self, got: str, wanted: str, hint: str) -> InputError:
        return InputError("module", str(self.module_file), got, wanted, hint)


def both_there(key_file: Path, cert_file: Path) -> None:
    """Raises InputError where one of the two files is not there."""
    for path in (key_file, cert_file):
        if not path.exists():
            hint = "Put the key and the certificate of letters back together, or run 'huxin setup' where none was."
            raise InputError("keys", str(path), "no file", "the pair that signs letters", hint)


def _sealed(
    pdf: bytes,
    reason: str,
    certificate: x509.Certificate,
    cert_file: Path,
    opened: Callable[[list[Path]], AbstractContextManager[Any]],
) -> bytes:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers
    from pyhanko.sign.general import SigningError
    from pyhanko.sign.signers.pdf_signer import DSSContentSettings, SigDSSPlacementPreference

    together = DSSContentSettings(
        include_vri=False, placement=SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE
    )  # so that the signature is over all of the paper, what its authority says with it
    proven = revoking.proofs(certificate)
    chain = revoking.authority_files() if proven else []
    about = signers.PdfSignatureMetadata(
        field_name="Huxin",
        md_algorithm="sha256",
        reason=reason,
        subfilter=fields.SigSeedSubFilter.PADES,
        embed_validation_info=proven is not None,
        validation_context=proven,
        dss_settings=together,
    )
    stamper = stamping.stamp_server()
    room = _ROOM + sum(one.stat().st_size for one in (cert_file, *chain)) + (stamping.ROOM if stamper else 0)
    try:
        with opened(chain) as signer:
            out = signers.sign_pdf(
                IncrementalPdfFileWriter(io.BytesIO(pdf)),
                about,
                signer=signer,
                timestamper=stamper,
                bytes_reserved=2 * room,  # in hex; without it the PDF is signed twice, once to measure
            )
    except SigningError as error:
        if proven is None:
            raise
        hint = "Ask the authority whether it was revoked, and put a new pair in its place (deploy.md)."
        wanted = "a certificate of which its authority says that it is good"
        raise InputError("certificate", str(cert_file), str(error.__cause__ or error), wanted, hint) from error
    return _holding(bytes(out.getvalue()), cert_file)


def _holding(signed: bytes, cert_file: Path) -> bytes:
    """The paper as it is.  Raises InputError where its certificate is that of another key: nobody could check it."""
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    (made,) = PdfFileReader(io.BytesIO(signed)).embedded_regular_signatures
    status = validate_pdf_signature(made, ValidationContext(trust_roots=[], allow_fetching=False))
    if not (status.intact and status.valid):
        hint = "Put the key and the certificate that belong together in their places (deploy.md)."
        raise InputError("certificate", str(cert_file), "of another key", "the certificate of the key beside it", hint)
    return signed
