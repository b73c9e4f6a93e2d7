"""Keys of offices in a cryptographic module: SoftHSM signs as files do, and what is wrong with it is told."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from huxin.casework.models import Letter
from huxin.casework.outbox.letters.sealers import MODULE
from huxin.casework.outbox.letters.signing import sign
from huxin.casework.service import check_signature, letter_pdf, letters_of, view_case
from huxin.core.service import retry
from huxin.law import InputError
from tests.first_floor.test_parties import do
from tests.procedures.test_seals import paper
from tests.procedures.test_stamps import openssl
from tests.procedures.test_who_writes_to_whom import opened
from tests.support import issue_waiting, make_officer, make_worker, pdfsig

pytestmark = pytest.mark.django_db
LIBRARY: Final = "/usr/lib/softhsm/libsofthsm2.so"
PIN: Final = "271828"
KEYS: Final = {"ec": ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"), "rsa": ("-newkey", "rsa:3072")}


@pytest.fixture(scope="module")
def module(tmp_path_factory: Any) -> Iterator[Path]:
    """A token with two keys; their certificates lie in the folder, the keys nowhere else than in the token."""
    folder = tmp_path_factory.mktemp("module")
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder}/tokens\n")
    before, os.environ["SOFTHSM2_CONF"] = os.environ.get("SOFTHSM2_CONF"), str(folder / "softhsm2.conf")
    _softhsm("--init-token", "--free", "--label", "offices", "--so-pin", "314159", "--pin", PIN)
    for number, (name, new) in enumerate(KEYS.items(), 1):
        key = folder / f"{name}.key.pem"
        cert = folder / f"{name}.cert.pem"
        openssl("req", "-x509", *new, "-nodes", "-keyout", key, "-out", cert, "-days", "30", "-subj", f"/CN={name}")
        _softhsm("--import", key, "--token", "offices", "--label", name, "--id", f"0{number}", "--pin", PIN)
        key.unlink()
    cert = folder / "other.cert.pem"
    openssl(
        "req", "-x509", *KEYS["ec"], "-nodes", "-keyout", "/dev/null", "-out", cert, "-days", "30", "-subj", "/CN=o"
    )
    yield folder
    if before is None:
        del os.environ["SOFTHSM2_CONF"]
    else:
        os.environ["SOFTHSM2_CONF"] = before


def _softhsm(*args: str | Path) -> None:
    subprocess.run(["softhsm2-util", *args], check=True, capture_output=True)


@pytest.fixture
def place(module: Path, tmp_path: Path, settings: Any) -> Callable[..., Path]:
    """The folder of a body whose key is in the module, with some lines of its file changed."""
    settings.KEY_FOLDER = tmp_path / "keys"

    def made(key: str = "ec", *, cert: str = "", pin: str = PIN, body: str = "hrss", **lines: str) -> Path:
        folder = tmp_path / "keys" / "offices" / body
        folder.mkdir(parents=True, exist_ok=True)
        said = {"library": LIBRARY, "token": "offices", "key": key, "pin_file": str(folder / "pin"), **lines}
        (folder / MODULE).write_text("".join(f'{name} = "{value}"\n' for name, value in said.items() if value))
        (folder / "pin").write_text(pin + "\n")
        (folder / "pin").chmod(0o600)
        (folder / "cert.pem").write_bytes((module / f"{cert or key}.cert.pem").read_bytes())
        return folder

    return made


@pytest.mark.parametrize("key", sorted(KEYS))
def test_a_key_in_a_module_signs_and_another_tool_finds_it_valid(place: Any, tmp_path: Path, key: str) -> None:
    place(key)
    signed = sign(paper(), "通知", body="hrss", county="330304")
    found = check_signature(signed)
    assert found.good
    assert found.signer.endswith(key)
    (tmp_path / "paper.pdf").write_bytes(signed)
    told = pdfsig(tmp_path / "paper.pdf")
    assert "Signature is Valid" in told
    assert "Total document signed" in told


@pytest.mark.parametrize(
    ("lines", "code", "told"),
    [
        ({"token": "elsewhere"}, "module", "NoSuchToken"),
        ({"key": "nobody", "cert": "ec"}, "module", "nobody"),
        ({"token": ""}, "module", "no token"),
        ({"library": "/nowhere.so"}, "module", "/nowhere.so"),
        ({"library": "/etc/hostname"}, "module", "hostname"),
        ({"pin_file": "/nowhere/pin"}, "module", "/nowhere/pin"),
        ({"token": 'a" b'}, "module", "line 2"),
        ({"cert": "rsa"}, "module", "GeneralError"),
        ({"cert": "other"}, "certificate", "of another key"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_module_is_told(place: Any, lines: dict[str, str], code: str, told: str) -> None:
    place(**lines)
    with pytest.raises(InputError) as caught:
        sign(paper(), "通知", body="hrss")
    assert caught.value.problem.code == code
    assert told in caught.value.problem.got
    assert caught.value.problem.hint


def test_a_pin_is_for_its_owner_alone_and_a_wrong_one_is_tried_once(place: Any) -> None:
    folder = place()
    (folder / "pin").chmod(0o644)
    with pytest.raises(InputError, match="others can read"):
        sign(paper(), "通知", body="hrss")
    place(pin="999999")
    with pytest.raises(InputError, match="refuses the PIN") as first:
        sign(paper(), "通知", body="hrss")
    with pytest.raises(InputError, match="refuses the PIN") as second:
        sign(paper(), "通知", body="hrss")
    assert first.value.__cause__ is not None
    assert second.value.__cause__ is None  # the token was not asked again
    place()
    assert check_signature(sign(paper(), "通知", body="hrss")).good


def test_a_letter_waits_for_its_module_and_goes_out_when_it_is_back(place: Any) -> None:
    office = make_officer("handler")
    no = opened("injury-recognition", make_worker(), relation_paper="unsure", died=False)
    do(office, no, "accept")
    place(token="elsewhere")
    assert issue_waiting() == 0
    place()
    assert retry("letters", str(Letter.objects.get(case=no).id))
    assert issue_waiting() == 1
    (letter,) = letters_of(view_case(office, no))
    assert check_signature(letter_pdf(office, letter.id)[1]).signer.endswith("ec")
