"""Seals: no demonstration certificate in real operation, a key for each body, letters that outlive their key."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any, Final

import pytest
from PIL import Image

from huxin.casework.models import Letter, SealCertificate
from huxin.casework.outbox.letters.sample import said_by
from huxin.casework.outbox.letters.signing import DEMONSTRATION, make_certificate, seal_picture, sealer_of, sign
from huxin.casework.outbox.letters.typeset import typeset
from huxin.casework.service import check_signature, letter_pdf, letters_of, view_case
from huxin.core.service import retry, verify
from huxin.law import InputError
from tests.first_floor.test_parties import do
from tests.procedures.support import COUNTY, PACK
from tests.procedures.test_letters import CASES, data, text_of
from tests.procedures.test_who_writes_to_whom import opened
from tests.support import issue_waiting, make_officer, make_worker, pdfsig

pytestmark = pytest.mark.django_db


def paper() -> bytes:
    one = PACK.procedures["arbitration"]
    return typeset(PACK, "acceptance-notice", data(one, "acceptance-notice", {}))


def pair(settings: Any, folder: Path, *, demonstration: bool = False) -> Path:
    """A fresh pair as an installation of its own makes one."""
    folder.mkdir(parents=True)
    before, settings.KEY_FOLDER = settings.KEY_FOLDER, folder
    make_certificate(demonstration=demonstration)
    settings.KEY_FOLDER = before
    return folder


def test_real_operation_signs_nothing_with_the_demonstration_certificate(settings: Any, tmp_path: Path) -> None:
    settings.KEY_FOLDER = pair(settings, tmp_path / "demo", demonstration=True)
    with pytest.raises(InputError) as caught:
        sign(paper(), "通知")
    assert (caught.value.problem.code, caught.value.problem.got) == ("certificate", DEMONSTRATION)
    assert not SealCertificate.objects.exists()
    settings.DEMO = True
    assert check_signature(sign(paper(), "通知")).signer.endswith(DEMONSTRATION)


def test_a_letter_waits_for_the_offices_certificate_and_goes_out_with_it(settings: Any, tmp_path: Path) -> None:
    office = make_officer("handler")
    no = opened("injury-recognition", make_worker(), relation_paper="unsure", died=False)
    do(office, no, "accept")
    good = settings.KEY_FOLDER
    settings.KEY_FOLDER = pair(settings, tmp_path / "demo", demonstration=True)
    assert issue_waiting() == 0
    assert Letter.objects.get(case=no).issued_at is None
    settings.KEY_FOLDER = good
    assert retry("letters", str(Letter.objects.get(case=no).id))
    assert issue_waiting() == 1
    (letter,) = letters_of(view_case(office, no))
    assert check_signature(letter_pdf(office, letter.id)[1]).good


def test_the_picture_of_a_bodys_seal_stands_on_its_papers(settings: Any, tmp_path: Path) -> None:
    folder = tmp_path / "offices" / "arbitration_commission"
    folder.mkdir(parents=True)
    settings.KEY_FOLDER = tmp_path
    assert seal_picture("arbitration_commission", "330304") == ""
    circle = '<circle cx="50" cy="50" r="48" fill="#c00"/>'
    red = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">{circle}</svg>'
    (folder / "seal.svg").write_text(red)
    assert seal_picture("arbitration_commission", "330304") == red
    assert seal_picture("union", "330304") == ""
    one = PACK.procedures["arbitration"]
    with_it = data(one, "acceptance-notice", {}, seal=red, demo=False)
    (tmp_path / "sealed.pdf").write_bytes(typeset(PACK, "acceptance-notice", with_it))
    subprocess.run(["pdftoppm", "-r", "40", "-singlefile", tmp_path / "sealed.pdf", tmp_path / "page"], check=True)
    with Image.open(tmp_path / "page.ppm") as page:
        reds = [at for at, (r, g, b) in enumerate(page.convert("RGB").get_flattened_data()) if r > 150 > 60 > g + b]
        width = page.width
    assert reds
    assert min(at % width for at in reds) > width / 2  # over the office, on the right
    assert "（印章）" not in text_of(typeset(PACK, "acceptance-notice", with_it))


def test_a_letter_signed_with_a_key_since_replaced_still_verifies(settings: Any, tmp_path: Path) -> None:
    settings.KEY_FOLDER = pair(settings, tmp_path / "old")
    signed = sign(paper(), "通知")
    settings.KEY_FOLDER = pair(settings, tmp_path / "new")
    assert check_signature(signed).good
    assert check_signature(sign(paper(), "通知")).good
    assert SealCertificate.objects.count() == 2
    assert verify().intact
    SealCertificate.objects.update(pem="另一张")
    assert not verify().intact


def test_a_certificate_of_somebody_else_is_not_trusted(settings: Any, tmp_path: Path) -> None:
    foreign = pair(settings, tmp_path / "foreign")
    here = settings.KEY_FOLDER
    settings.KEY_FOLDER = foreign
    signed = sign(paper(), "通知")
    SealCertificate.objects.all().delete()
    settings.KEY_FOLDER = here
    found = check_signature(signed)
    assert (found.present, found.intact, found.trusted) == (True, True, False)


def test_each_body_has_a_key_of_its_own(settings: Any, tmp_path: Path) -> None:
    settings.KEY_FOLDER = pair(settings, tmp_path / "installation")
    offices = Path(settings.KEY_FOLDER) / "offices"
    for name in ("arbitration_commission", "arbitration_commission-330304"):
        made = pair(settings, tmp_path / name)
        (offices / name).mkdir(parents=True)
        for part in ("key", "cert"):
            (made / f"letter.{part}.pem").rename(offices / name / f"{part}.pem")
    numbers = {
        sealer_of(body, county).certificate().serial_number
        for body, county in (("arbitration_commission", "330304"), ("arbitration_commission", "330302"), ("hrss", ""))
    }
    assert len(numbers) == 3
    signed = sign(paper(), "裁决书", body="arbitration_commission", county="330304")
    assert check_signature(signed).good


def test_another_tool_finds_the_signature_valid(tmp_path: Path) -> None:
    path = tmp_path / "letter.pdf"
    path.write_bytes(sign(paper(), "通知"))
    told = pdfsig(path)
    assert "Signature is Valid" in told
    assert "Total document signed" in told


SIGNED: Final = sorted(
    {(name, act, letter, tuple(said.items())) for name, act, letter, whole, said in CASES if whole}, key=repr
)
STRIDE: Final = max(1, len(SIGNED) // int(os.environ.get("HUXIN_SIGNED", "12")))


def test_another_tool_finds_every_paper_signed_whole_and_its_text_unchanged(tmp_path: Path) -> None:
    """Each paper by its act and outcome, set and signed; ``pdfsig`` of poppler says so, and of one changed byte no."""
    for name, act, letter, said in SIGNED[::STRIDE]:
        one, path = PACK.procedures[name], tmp_path / "paper.pdf"
        told = data(one, letter, said_by(one, act, dict(said), whole=True, county=COUNTY))
        pdf = sign(typeset(PACK, letter, told), told["title"])
        path.write_bytes(pdf)
        found = pdfsig(path)
        assert found.count("Signature is Valid") == 1, (name, act, letter, said)
        assert "Total document signed" in found, (name, act, letter, said)
        place = pdf.index(b"endstream") - 20
        path.write_bytes(pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :])
        found = pdfsig(path)
        assert "Signature is Valid" not in found, (name, act, letter, said)
