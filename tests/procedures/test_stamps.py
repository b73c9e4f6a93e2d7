"""Time stamps from a real server (``openssl ts``): in the letter, checked by its authority, outliving certificates."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import time_machine

from huxin.casework.models import Letter
from huxin.casework.outbox.letters.signing import sign
from huxin.casework.outbox.letters.stamping import STAMPS
from huxin.casework.service import check_signature, letter_pdf, letters_of, view_case
from huxin.core.http.outside import forget_away
from huxin.core.service import retry
from tests.first_floor.test_parties import do
from tests.procedures.test_seals import pair, paper
from tests.procedures.test_who_writes_to_whom import opened
from tests.support import issue_waiting, make_officer, make_worker, pdfsig

pytestmark = pytest.mark.django_db
SETTINGS = """
[req]
distinguished_name = name
[name]
[tsa]
default_tsa = own
[own]
serial = {folder}/serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
accuracy = secs:1
ordering = no
tsa_name = no
ess_cert_id_chain = no
ess_cert_id_alg = sha256
[extensions]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
"""


def openssl(*arguments: str | Path) -> None:
    subprocess.run(["openssl", *arguments], check=True, capture_output=True)


def authority(folder: Path) -> Path:
    """A stamp server's key and its certificate."""
    folder.mkdir()
    (folder / "ts.cnf").write_text(SETTINGS.format(folder=folder))
    (folder / "serial").write_text("01\n")
    openssl(
        "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", folder / "key.pem", "-out", folder / "cert.pem",
        "-days", "3650", "-subj", "/CN=stamps", "-config", folder / "ts.cnf", "-extensions", "extensions",
    )  # fmt: skip
    return folder


class _Replies(BaseHTTPRequestHandler):
    """What ``openssl ts`` answers."""

    folder: Path
    refused = False

    def do_POST(self) -> None:
        query = self.folder / "query.tsq"
        query.write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
        openssl(
            "ts", "-reply", "-config", self.folder / "ts.cnf", "-queryfile", query, "-signer", self.folder / "cert.pem",
            "-inkey", self.folder / "key.pem", "-out", self.folder / "reply.tsr",
        )  # fmt: skip
        self.send_response(503 if self.refused else 200)
        self.end_headers()
        self.wfile.write((self.folder / "reply.tsr").read_bytes())

    def log_message(self, *_: Any) -> None:
        """Not on the screen."""


@pytest.fixture
def server(tmp_path: Path, settings: Any) -> Iterator[type[_Replies]]:
    """A stamp server whose authority this installation knows."""
    forget_away()

    class Replies(_Replies):
        folder = authority(tmp_path / "authority")

    known = Path(settings.KEY_FOLDER) / STAMPS
    known.mkdir()
    (known / "first.pem").write_bytes((Replies.folder / "cert.pem").read_bytes())
    listening = HTTPServer(("127.0.0.1", 0), Replies)
    thread = threading.Thread(target=listening.serve_forever, daemon=True)
    thread.start()
    settings.STAMP_SERVER = f"http://127.0.0.1:{listening.server_port}/stamp"
    yield Replies
    listening.shutdown()
    listening.server_close()
    forget_away()
    for one in known.iterdir():
        one.unlink()
    known.rmdir()


def test_a_letter_bears_the_time_of_the_server(server: type[_Replies], tmp_path: Path) -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    signed = sign(paper(), "通知")
    found = check_signature(signed)
    assert found.good
    assert found.stamped_at is not None
    assert before <= found.stamped_at <= datetime.now(UTC)
    (tmp_path / "letter.pdf").write_bytes(signed)
    told = pdfsig(tmp_path / "letter.pdf")
    assert "Signature is Valid" in told


def test_a_stamp_of_somebody_else_says_nothing(server: type[_Replies], settings: Any) -> None:
    signed = sign(paper(), "通知")
    for one in (Path(settings.KEY_FOLDER) / STAMPS).iterdir():
        one.unlink()
    found = check_signature(signed)
    assert found.good
    assert found.stamped_at is None


def test_no_clock_of_this_machine_moves_the_time(server: type[_Replies]) -> None:
    with time_machine.travel(datetime.now(UTC) - timedelta(hours=12), tick=False):
        signed = sign(paper(), "通知")
    found = check_signature(signed)
    assert found.stamped_at is not None
    assert datetime.now(UTC) - found.stamped_at < timedelta(minutes=5)


def test_a_letter_outlives_its_own_certificate_and_the_servers_next_one(
    server: type[_Replies], settings: Any, tmp_path: Path
) -> None:
    signed = sign(paper(), "通知")
    other = authority(tmp_path / "next")
    (Path(settings.KEY_FOLDER) / STAMPS / "second.pem").write_bytes((other / "cert.pem").read_bytes())
    good, settings.KEY_FOLDER = settings.KEY_FOLDER, pair(settings, tmp_path / "new")
    (Path(settings.KEY_FOLDER) / STAMPS).mkdir()
    for one in (Path(good) / STAMPS).iterdir():
        (Path(settings.KEY_FOLDER) / STAMPS / one.name).write_bytes(one.read_bytes())
    with time_machine.travel(datetime.now(UTC) + timedelta(days=365 * 20), tick=False):
        found = check_signature(signed)
    assert found.good
    assert found.stamped_at is not None


def test_without_the_server_a_letter_waits_and_is_not_sent_unstamped(server: type[_Replies]) -> None:
    office = make_officer("handler")
    no = opened("injury-recognition", make_worker(), relation_paper="unsure", died=False)
    do(office, no, "accept")
    server.refused = True
    assert issue_waiting() == 0
    assert Letter.objects.get(case=no).issued_at is None
    server.refused = False
    assert retry("letters", str(Letter.objects.get(case=no).id))
    assert issue_waiting() == 1
    (letter,) = letters_of(view_case(office, no))
    found = check_signature(letter_pdf(office, letter.id)[1])
    assert found.good
    assert found.stamped_at is not None
