"""What an authority (``openssl ca``, ``openssl ocsp``) says of a certificate is in the paper, and proves it alone."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import DocumentSecurityStore

from huxin.casework.outbox.letters import revoking
from huxin.casework.outbox.letters.signing import sign
from huxin.casework.outbox.letters.stamping import STAMPS
from huxin.casework.service import check_signature
from huxin.core.http.outside import AwayError, forget_away
from huxin.law import InputError
from tests.procedures.test_seals import paper
from tests.procedures.test_stamps import _Replies, openssl, server
from tests.support import pdfsig

__all__ = ["server"]
pytestmark = pytest.mark.django_db
NEW_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
SETTINGS = """
[ca]
default_ca = own
[own]
database = {folder}/index.txt
new_certs_dir = {folder}
certificate = {folder}/root.pem
private_key = {folder}/root.key.pem
serial = {folder}/serial
crlnumber = {folder}/crlnumber
default_md = sha256
default_days = 730
default_crl_days = 30
policy = any
[any]
commonName = supplied
[req]
distinguished_name = name
[name]
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign, digitalSignature
subjectKeyIdentifier = hash
[office]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature, nonRepudiation
authorityKeyIdentifier = keyid
{place}
"""


class _Authority(BaseHTTPRequestHandler):
    """Its list, and its answers to questions."""

    folder: Path
    away = False

    def _send(self, body: bytes) -> None:
        self.send_response(503 if self.away else 200)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        openssl("ca", "-config", self.folder / "ca.cnf", "-gencrl", "-out", self.folder / "list.pem")
        openssl("crl", "-in", self.folder / "list.pem", "-outform", "DER", "-out", self.folder / "list.der")
        self._send((self.folder / "list.der").read_bytes())

    def do_POST(self) -> None:
        (self.folder / "question").write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
        openssl(
            "ocsp", "-index", self.folder / "index.txt", "-CA", self.folder / "root.pem", "-rsigner",
            self.folder / "root.pem", "-rkey", self.folder / "root.key.pem", "-reqin", self.folder / "question",
            "-respout", self.folder / "answer", "-ndays", "7",
        )  # fmt: skip
        self._send((self.folder / "answer").read_bytes())

    def log_message(self, *_: Any) -> None:
        """Not on the screen."""


@pytest.fixture(params=["list", "questions"])
def authority(tmp_path: Path, settings: Any, request: Any, server: type[_Replies]) -> Iterator[type[_Authority]]:
    """An authority that issued the certificate of this installation, beside a stamp server."""
    folder = tmp_path / "ca"
    folder.mkdir()

    class Here(_Authority):
        pass

    Here.folder = folder
    listening = HTTPServer(("127.0.0.1", 0), Here)
    threading.Thread(target=listening.serve_forever, daemon=True).start()
    where = f"http://127.0.0.1:{listening.server_port}/"
    place = {"list": f"crlDistributionPoints = URI:{where}", "questions": f"authorityInfoAccess = OCSP;URI:{where}"}
    (folder / "ca.cnf").write_text(SETTINGS.format(folder=folder, place=place[request.param]))
    (folder / "index.txt").touch()
    (folder / "serial").write_text("1000\n")
    (folder / "crlnumber").write_text("01\n")
    openssl(
        "req", "-x509", *NEW_KEY, "-keyout", folder / "root.key.pem", "-out",
        folder / "root.pem", "-days", "3650", "-subj", "/CN=authority", "-config", folder / "ca.cnf", "-extensions",
        "root",
    )  # fmt: skip
    keys = folder / "keys"
    (keys / revoking.AUTHORITIES).mkdir(parents=True)
    (keys / revoking.AUTHORITIES / "root.pem").write_bytes((folder / "root.pem").read_bytes())
    openssl(
        "req", *NEW_KEY, "-keyout", keys / "letter.key.pem", "-out", folder / "wish.pem",
        "-subj", "/CN=office", "-config", folder / "ca.cnf",
    )  # fmt: skip
    openssl(
        "ca", "-batch", "-config", folder / "ca.cnf", "-in", folder / "wish.pem", "-out", keys / "letter.cert.pem",
        "-extensions", "office", "-notext",
    )  # fmt: skip
    before, stamps = settings.KEY_FOLDER, Path(settings.KEY_FOLDER) / STAMPS
    (keys / STAMPS).mkdir()
    for one in stamps.iterdir():
        (keys / STAMPS / one.name).write_bytes(one.read_bytes())
    settings.KEY_FOLDER = keys
    revoking.forget()
    yield Here
    settings.KEY_FOLDER = before
    listening.shutdown()
    listening.server_close()
    forget_away()
    revoking.forget()


def test_a_paper_proves_by_itself_that_its_certificate_was_not_revoked(
    authority: type[_Authority], tmp_path: Path, settings: Any
) -> None:
    """Five years on, with the root alone: nobody is asked, the certificate has run out, the authority is gone."""
    signed = sign(paper(), "通知")
    found = check_signature(signed)
    assert found.good
    assert found.proven
    store = DocumentSecurityStore.read_dss(PdfFileReader(BytesIO(signed)))
    cert, root = Path(settings.KEY_FOLDER) / "letter.cert.pem", authority.folder / "root.pem"
    for kept in store.crls:
        (tmp_path / "kept").write_bytes(kept.get_object().data)
        openssl("crl", "-inform", "DER", "-in", tmp_path / "kept", "-out", tmp_path / "kept.pem")
        openssl("verify", "-crl_check", "-CRLfile", tmp_path / "kept.pem", "-CAfile", root, cert)
    for kept in store.ocsps:
        (tmp_path / "kept").write_bytes(kept.get_object().data)
        asked = ["openssl", "ocsp", "-respin", tmp_path / "kept", "-sha256", "-CAfile", root]
        told = subprocess.run([*asked, "-issuer", root, "-cert", cert], capture_output=True, text=True, check=True)
        assert f"{cert}: good" in told.stdout
    assert len(store.crls) + len(store.ocsps) == 1
    (tmp_path / "letter.pdf").write_bytes(signed)
    told = pdfsig(tmp_path / "letter.pdf")
    assert "Signature is Valid" in told
    assert "Total document signed" in told
    authority.away = True
    with time_machine.travel(datetime.now(UTC) + timedelta(days=365 * 5), tick=False):
        assert check_signature(signed).good
        assert check_signature(signed).proven


@pytest.mark.parametrize("authority", ["list"], indirect=True)
def test_a_certificate_that_was_revoked_signs_nothing_more(authority: type[_Authority], settings: Any) -> None:
    openssl(
        "ca", "-config", authority.folder / "ca.cnf", "-revoke", Path(settings.KEY_FOLDER) / "letter.cert.pem",
    )  # fmt: skip
    with pytest.raises(InputError) as caught:
        sign(paper(), "通知")
    assert caught.value.problem.code == "certificate"
    assert "revoked" in str(caught.value.problem.got).lower()


@pytest.mark.parametrize("authority", ["list"], indirect=True)
def test_while_the_authority_does_not_answer_nothing_is_signed(authority: type[_Authority]) -> None:
    authority.away = True
    with pytest.raises(AwayError):
        sign(paper(), "通知")
