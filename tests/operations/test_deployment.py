"""The documented deployment is the tested one: nginx, PostgreSQL and every command of the page, cut out of the page."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.operations.installation import (
    NAME,
    Installation,
    Visitor,
    block,
    blocks,
    postgres,
    proxy,
    service,
)
from tests.server import free_port

pytestmark = pytest.mark.timeout(300)
PER_ADDRESS = 6
SOMEBODY = """
import django; django.setup()
from datetime import date
from huxin.identity.service import Account
from huxin.people.service import Details, add_person
person = add_person(Details(name="陈小花", id_number="{number}", phone="13800000000",
                            birth_date=date(1990, 1, 1)), "330304")
Account.objects.make("worker-1", "a long enough password", kind="worker", label="陈", person=person)
"""


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A place that other accounts may pass through.  Not pytest's: each run of it closes its root anew to others."""
    with tempfile.TemporaryDirectory(prefix="huxin-srv-") as own:
        Path(own).chmod(0o711)
        yield Path(own)


@pytest.fixture(scope="module")
def made(folder: Path) -> Iterator[Installation]:
    """Everything of the page up to a service that runs behind its proxy."""
    ports = [free_port() for _ in range(4)]
    one = Installation(folder, *ports, more={"HUXIN_SIGN_INS_PER_ADDRESS": str(PER_ADDRESS)})
    with postgres(folder, one.database):
        for line in block("shell", "createuser").splitlines():
            one.postgres(line)
        one.data.parent.mkdir(parents=True, exist_ok=True)
        one.data.mkdir(mode=0o755)
        for line in block("shell", ".venv/bin/huxin pack check haiwan").splitlines():
            done = one.run(line)
            assert done.returncode == 0, done.stderr
        with service(one), proxy(one):
            yield one


@pytest.fixture(scope="module")
def account(made: Installation) -> tuple[str, str]:
    """The first account, by the command of the page: name and first password."""
    done = made.run(block("shell", "account add").strip())
    assert done.returncode == 0, done.stderr
    name, password = done.stdout.split()
    return name, password


@pytest.fixture(scope="module")
def sealed(made: Installation) -> str:
    """A photo that somebody sealed through the proxy, and a person; the secret link of the photo."""
    from datetime import date

    from tests.evidence.conftest import picture
    from tests.support import id_number

    visitor = Visitor(made.proxy, "127.0.0.9")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', visitor.ask("GET", "/accident/").body)
    assert token
    lines = [
        b"--x\r\nContent-Disposition: form-data; name=csrfmiddlewaretoken\r\n\r\n" + token[1].encode(),
        b'--x\r\nContent-Disposition: form-data; name=photos; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
        + picture(),
        b"--x--\r\n",
    ]
    kind, here = "multipart/form-data; boundary=x", f"https://{NAME}:{made.proxy}"
    answer = visitor.ask("POST", "/accident/", b"\r\n".join(lines), Content_Type=kind, Origin=here)
    assert answer.status == 302, answer.body
    script = SOMEBODY.format(number=id_number(date(1990, 1, 1), 77))
    ran = subprocess.run(
        [sys.executable, "-c", script], env=made.environment | {"DJANGO_SETTINGS_MODULE": "huxin.config.settings"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    return answer.headers["location"]


def test_both_languages_have_the_same_blocks() -> None:
    for kind in ("nginx", "ini"):
        assert blocks("en", kind) == blocks("zh", kind)
    assert [one for one in blocks("en", "shell") if "createdb" in one] == [
        one for one in blocks("zh", "shell") if "createdb" in one
    ]


def test_somebody_signs_in_at_a_port_of_its_own(made: Installation, account: tuple[str, str]) -> None:
    name, password = account
    visitor = Visitor(made.proxy, "127.0.0.2")
    answer = visitor.send("/login/", {"username": name, "password": password})
    assert (answer.status, answer.headers["location"]) == (302, "/second-factor/")
    assert "<code>" in visitor.ask("GET", "/second-factor/").body
    assert answer.headers["strict-transport-security"].count("max-age") == 1


def test_limits_count_the_real_address_and_believe_no_invented_one(made: Installation) -> None:
    form = {"username": "nobody-here", "password": "x"}
    said, began = [], time.monotonic()
    for number in range(PER_ADDRESS + 6):
        invented = {
            "X_Forwarded_For": f"203.0.113.{number}",
            "X_Real_IP": f"203.0.113.{number}",
            "Forwarded": f"for=203.0.113.{number};proto=https",
        }
        said.append(Visitor(made.proxy, "127.0.0.3", **invented).send("/login/", form).status)
    assert said[:5] == [400] * 5
    refilled = (time.monotonic() - began) * PER_ADDRESS / 60
    assert said.count(400) <= PER_ADDRESS + refilled + 1
    assert said.count(429) >= 2
    assert Visitor(made.proxy, "127.0.0.4").send("/login/", form).status == 400


def test_figures_are_closed_to_strangers_and_open_to_this_machine(made: Installation) -> None:
    for invented in ({}, {"X_Forwarded_For": ""}, {"X_Forwarded_For": "127.0.0.1"}):
        for path in ("/metrics", "/metrics?x=1", "//metrics", "/./metrics", "/%6detrics"):
            answer = Visitor(made.proxy, "127.0.0.5", **invented).ask("GET", path)
            assert (path, answer.status in (400, 403, 404), "huxin_" in answer.body) == (path, True, False)
    line = HTTPConnection("127.0.0.1", made.pages, timeout=10)
    line.request("GET", "/metrics")
    answer = line.getresponse()
    assert (answer.status, b"huxin_queue_rows" in answer.read()) == (200, True)


def test_plain_http_is_sent_on_and_other_names_are_refused(made: Installation) -> None:
    line = HTTPConnection("127.0.0.1", made.plain, timeout=10)
    line.request("GET", "/login/", headers={"Host": NAME})
    assert line.getresponse().headers["Location"] == f"https://{NAME}/login/"
    assert Visitor(made.proxy, "127.0.0.5").ask("GET", "/login/", Host="other.example").status == 400


def test_bodies_are_bounded_and_one_without_a_length_is_taken(made: Installation) -> None:
    visitor = Visitor(made.proxy, "127.0.0.5")
    assert visitor.ask("POST", "/login/", b"x" * 27_000_000).status == 413
    chunked = visitor.ask("POST", "/api/v1/law/evaluate", iter([b"{", b"}"]))  # type: ignore[arg-type]
    assert chunked.status not in (411, 502)
    big = visitor.ask("POST", "/api/v1/feeds/orders", b"x" * 27_000_000)
    assert big.status in (400, 401, 403, 404, 405)


def test_secret_addresses_stand_in_no_access_log(made: Installation, sealed: str) -> None:
    Visitor(made.proxy, "127.0.0.5").ask("GET", sealed)
    Visitor(made.proxy, "127.0.0.5").ask("GET", "/sso/ticket/?ticketId=a-secret-ticket")
    for path in (made.folder / "access.log", made.folder / "service.log"):
        kept = path.read_text()
        assert sealed.strip("/").rpartition("/")[2] not in kept
        assert "a-secret-ticket" not in kept


def test_nothing_of_the_installation_is_open_to_others(made: Installation, sealed: str) -> None:
    """Under the usual umask 022, with a folder that was made 755."""
    found = [made.data, *made.data.rglob("*")]
    assert [str(path) for path in found if path.stat().st_mode & 0o077] == []
    assert any(path.suffix == ".sealed" for path in found)


def test_the_drill_holds_with_the_account_of_the_page(made: Installation, sealed: str) -> None:
    done = made.run(".venv/bin/huxin drill")
    found = json.loads(done.stdout)
    assert done.returncode == 0, (found, done.stderr)
    assert (found["held"], found["intact"]) == (True, True)
    assert found["sealed"]["people"] is True


def test_backup_and_restore_as_the_page_says(made: Installation, sealed: str) -> None:
    backup = next(line for line in block("shell", "huxin backup").splitlines())
    done = made.run(backup)
    assert done.returncode == 0, done.stderr
    keys = json.loads(done.stdout)["keys"]
    assert keys["missing"] == []
    assert {path.name for path in (made.folder / "safe" / "keys").iterdir()} == set(keys["stand_at"])
    restore = block("shell", "huxin restore").strip()

    def elsewhere(name: str) -> dict[str, str]:
        made.postgres(f"createdb --owner huxin --encoding UTF8 {name}")
        address = made.environment["DATABASE_URL"].rpartition("/")[0] + f"/{name}"
        return {"HUXIN_DATA": str(made.folder / name), "DATABASE_URL": address}

    there = made.run(restore, **elsewhere("again"))
    found = json.loads(there.stdout)
    assert there.returncode == 0, found
    assert (found["intact"], found["opened"], found["sealed"]["people"]) == (True, True, True)
    without = made.run(restore.partition(" --keys")[0], **elsewhere("keyless"))
    found = json.loads(without.stdout)
    assert (without.returncode, found["opened"], found["sealed"]["people"]) == (1, False, False)
    assert "master.key: not there" in found["fault"]
    assert not list((made.folder / "keyless").rglob("*.key"))
    setup = made.run(".venv/bin/huxin setup", HUXIN_DATA=str(made.folder / "keyless"),
                     DATABASE_URL=made.environment["DATABASE_URL"].rpartition("/")[0] + "/keyless")  # fmt: skip
    assert (setup.returncode, "people" in setup.stderr) == (2, True)


def test_the_worker_and_an_account_that_waits(made: Installation, account: tuple[str, str]) -> None:
    done = made.run(".venv/bin/huxin worker --once")
    assert done.returncode == 0, done.stderr
    visitor = Visitor(made.proxy, "127.0.0.6")
    for _ in range(6):
        answer = visitor.send("/login/", {"username": account[0], "password": "x"})
    assert "再试。" in answer.body or answer.status == 429
    assert made.run(f".venv/bin/huxin account unlock {account[0]}").returncode == 0
