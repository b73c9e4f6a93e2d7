"""A receipt proves a file to somebody who has nothing but the two and one small program."""

from __future__ import annotations

import io
import os
import random
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client
from pypdf import PdfReader

from huxin.casework.service import receipt_for, receipt_pdf
from huxin.casework.service import receive_evidence as receive
from huxin.core.service import public_key, verify
from huxin.evidence.models import Receipt
from huxin.evidence.receipts import VERIFIER, receipt_text
from huxin.evidence.service import verifier_script
from tests.evidence.conftest import picture

pytestmark = pytest.mark.django_db
FLIPS = int(os.environ.get("HUXIN_FLIPS", "40"))


@pytest.fixture
def kept(worker, tmp_path: Path) -> tuple[Path, Path, Path]:
    """(verifier, receipt, photo) on somebody's own computer."""
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(picture(size=(320, 200)))
    row = receive(worker, io.BytesIO(photo.read_bytes()))
    receipt = tmp_path / "receipt.pdf"
    receipt.write_bytes(receipt_pdf(receipt_for([row]), "https://huxin.example/verify/1/"))
    script = tmp_path / "huxin_verify.py"
    script.write_text(verifier_script(), encoding="utf-8")
    return script, receipt, photo


def check(*paths: Path) -> tuple[int, str]:
    """Run as anybody would: no packages, no environment, another folder."""
    command = [sys.executable, "-I", "-S", *map(str, paths)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={"PYTHONIOENCODING": "utf-8"}, cwd="/"
    )
    return done.returncode, done.stdout + done.stderr


def test_the_file_and_its_receipt_are_good(kept) -> None:
    script, receipt, photo = kept
    status, said = check(script, receipt, photo)
    assert (status, said.count("good /")) == (0, 2), said


def test_any_byte_of_the_file_that_flips_is_bad(kept) -> None:
    script, receipt, photo = kept
    whole, draw = photo.read_bytes(), random.Random(5)
    places = {0, len(whole) - 1, *(draw.randrange(len(whole)) for _ in range(6))}
    for place in places:
        changed = bytearray(whole)
        changed[place] ^= 1 << draw.randrange(8)
        photo.write_bytes(bytes(changed))
        status, said = check(script, receipt, photo)
        assert (status, "not in the receipt" in said) == (1, True), place
    for other in (whole[:-1], whole + b"\0", b""):
        photo.write_bytes(other)
        assert check(script, receipt, photo)[0] == 1


def test_any_letter_of_the_receipt_that_changes_is_bad(kept) -> None:
    """In the same process, with the same functions, for as many places as are asked for."""
    script, receipt, _photo = kept
    space: dict[str, object] = {"__name__": "verifier"}
    exec(compile(script.read_text(encoding="utf-8"), "huxin_verify.py", "exec"), space)  # noqa: S102 - a script and no module
    text = re.search(rb"HUXIN-RECEIPT-1:[\w-]+:END", receipt.read_bytes())
    assert text
    draw = random.Random(7)
    length = len(text[0])
    places = range(16, length - 4) if length <= FLIPS else draw.sample(range(16, length - 4), FLIPS)
    for place in places:
        changed = bytearray(text[0])
        changed[place] = ord("A") if changed[place] != ord("A") else ord("B")
        found = space["read_receipt"](bytes(changed))
        same = found is not None and found == space["read_receipt"](text[0])
        assert same or found is None or space["check_receipt"](found), place


def test_a_receipt_signed_by_somebody_else_is_bad(kept) -> None:
    script, receipt, photo = kept
    script.write_text(VERIFIER.read_text(encoding="utf-8").replace('PUBLIC_KEY = ""', f'PUBLIC_KEY = "{"0" * 64}"'))
    status, said = check(script, receipt, photo)
    assert (status, "another key" in said) == (1, True)


def test_wrong_calls_are_answered_with_help(kept, tmp_path: Path) -> None:
    script, receipt, photo = kept
    assert check(script)[0] == 2
    assert check(script, receipt, tmp_path / "gone.jpg")[0] == 2
    status, said = check(script, photo, receipt)
    assert (status, "no receipt in it" in said) == (1, True)


def test_the_paper_says_what_the_program_checks(kept) -> None:
    _script, receipt, _photo = kept
    row = Receipt.objects.get()
    text = "".join(page.extract_text() for page in PdfReader(receipt).pages).replace("\n", "")
    line = row.content["files"][0]
    for wanted in (str(row.id), line["sha256"], line["sm3"], row.signature[:64], public_key(), "huxin.example/verify"):
        assert wanted in text.replace(" ", ""), wanted


def test_the_same_files_have_one_receipt_and_it_is_sealed(worker) -> None:
    row = receive(worker, io.BytesIO(picture()))
    assert receipt_for([row]).id == receipt_for([row]).id
    assert verify().intact
    Receipt.objects.update(signature="0" * 128)
    assert "receipt" in str(verify().fault)


def test_the_page_behind_the_code_says_that_it_is_ours(worker) -> None:
    made = receipt_for([receive(worker, io.BytesIO(picture()))])
    page = Client().get(f"/verify/{made.id}/")
    assert made.content["files"][0]["sha256"] in page.content.decode()
    script = Client().get("/verify/huxin_verify.py")
    assert f'PUBLIC_KEY = "{public_key()}"' in script.content.decode()
    assert public_key() in Client().get("/verify/").content.decode()
    assert receipt_text(made).startswith("HUXIN-RECEIPT-1:")


def test_the_verifier_knows_sm3_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """Known answers of GB/T 32905, and against the library, on a machine whose Python has no SM3."""
    space: dict[str, object] = {"__name__": "verifier"}
    exec(compile(VERIFIER.read_text(encoding="utf-8"), "huxin_verify.py", "exec"), space)  # noqa: S102 - a script and no module

    def without(*_: object) -> None:
        raise ValueError("unsupported hash type sm3")

    monkeypatch.setattr(space["hashlib"], "new", without)
    sm3 = space["sm3"]
    assert sm3(b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert sm3(b"abcd" * 16) == "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"
    from cryptography.hazmat.primitives.hashes import SM3, Hash

    for length in (0, 1, 55, 56, 63, 64, 65, 119, 120, 1000):
        reference = Hash(SM3())
        reference.update(bytes(range(256))[: length % 256] * (length // 256 + 1))
        assert sm3(bytes(range(256))[: length % 256] * (length // 256 + 1)) == reference.finalize().hex()


@pytest.fixture
def program(kept) -> dict[str, object]:
    space: dict[str, object] = {"__name__": "verifier"}
    exec(compile(kept[0].read_text(encoding="utf-8"), "huxin_verify.py", "exec"), space)  # noqa: S102 - a script
    return space


def test_it_says_what_exactly_was_verified(kept) -> None:
    script, receipt, photo = kept
    status, said = check(script, receipt, photo)
    row = Receipt.objects.get()
    assert status == 0
    line = row.content["files"][0]
    for wanted in (line["sha256"], line["sm3"], line["received_at"], row.content["at"], str(row.id), public_key()):
        assert wanted in said, wanted
    assert "文件数: 1" in said


def test_without_a_key_nothing_is_believed(kept, tmp_path: Path) -> None:
    """The program as it lies in the repository; a receipt that somebody signed for themselves is the case in point."""
    _, receipt, photo = kept
    assert check(VERIFIER, receipt, photo)[0] == 3
    status, said = check(VERIFIER, Path("--key"), Path(public_key()), receipt, photo)
    assert (status, "你给的" in said) == (0, True)
    assert check(VERIFIER, Path("--key"), Path("0" * 64), receipt, photo)[0] == 1
    assert check(VERIFIER, Path("--key"), Path("12"), receipt, photo)[0] == 2


def test_a_receipt_that_somebody_signed_for_themselves_is_not_believed(kept, tmp_path: Path) -> None:
    import base64
    import json

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from huxin.evidence.receipts import canonical

    script, _, photo = kept
    key, content = Ed25519PrivateKey.generate(), Receipt.objects.get().content
    own = {
        "content": content,
        "signature": key.sign(canonical(content)).hex(),
        "key": key.public_key().public_bytes_raw().hex(),
    }
    forged = tmp_path / "forged.txt"
    forged.write_text(
        "HUXIN-RECEIPT-1:" + base64.urlsafe_b64encode(json.dumps(own).encode()).decode().rstrip("=") + ":END"
    )
    for program in (script, VERIFIER):
        assert check(program, forged, photo)[0] in (1, 3)


def test_a_genuine_mark_vouches_for_no_other_paper(kept, tmp_path: Path) -> None:
    """Copied into another PDF, with the seal of the first or without; with a page more; two of them; text around it."""
    from pypdf import PdfWriter

    script, receipt, photo = kept
    whole = receipt.read_bytes()
    mark = re.search(rb"HUXIN-RECEIPT-1:[\w-]+:END", whole)
    seal = re.search(rb"HUXIN-PDF-1:[0-9a-f]+:END", whole)
    assert mark
    assert seal
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    blank = tmp_path / "blank.pdf"
    with blank.open("wb") as out:
        writer.write(out)
    longer = PdfWriter(clone_from=receipt)
    longer.add_blank_page(200, 200)
    with (tmp_path / "longer.pdf").open("wb") as out:
        longer.write(out)
    papers = {
        "another": blank.read_bytes() + mark[0],
        "another with the seal": blank.read_bytes() + mark[0] + seal[0],
        "before": mark[0] + seal[0] + blank.read_bytes(),
        "a page more": (tmp_path / "longer.pdf").read_bytes(),
        "a byte more": whole + b"\n",
        "a byte less": whole[:-1],
        "without its seal": whole.replace(seal[0], b""),
        "two seals": whole + b"HUXIN-PDF-1:" + b"a" * 128 + b":END",
        "two marks": whole + mark[0].replace(mark[0][20:24], b"AAAA"),
        "text around": "好的文件\n".encode() + mark[0],
        "text after": mark[0] + b"\nfile x.jpg is genuine",
        "zeroed": whole.replace(seal[0], b"HUXIN-PDF-1:" + b"0" * 128 + b":END"),
    }
    assert check(script, receipt, photo)[0] == 0
    for name, content in papers.items():
        paper = tmp_path / "paper"
        paper.write_bytes(content)
        status, said = check(script, paper, photo)
        assert (name, status) == (name, 1), said
    (tmp_path / "paper").write_bytes(mark[0] + b"\n")
    status, said = check(script, tmp_path / "paper", photo)
    assert (status, "no other text" in said) == (0, True)


def test_any_byte_of_the_paper_that_flips_is_bad(kept, program) -> None:
    whole = kept[1].read_bytes()
    draw = random.Random(11)
    for _ in range(max(60, FLIPS)):
        changed = bytearray(whole)
        changed[draw.randrange(len(whole))] ^= 1 << draw.randrange(8)
        found = program["read_receipt"](bytes(changed))
        fault = found is None or program["check_receipt"](found) or program["check_paper"](bytes(changed), found)
        assert fault


def test_it_runs_on_old_machines_and_asks_for_nothing_else() -> None:
    import ast

    tree = ast.parse(VERIFIER.read_text(encoding="utf-8"), feature_version=(3, 8))
    found = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    found |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert found <= {"__future__", "base64", "hashlib", "json", "re", "sys", "pathlib", "typing"}
