"""Each door cleans alike: one table of strange writings through the page, the API, a list and the command line."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final

import pytest

from huxin.casework.service import Case, city_pack, view_case
from huxin.cli.main import main
from huxin.files.rows import read_sheet
from huxin.identity.service import SYSTEM
from huxin.law.tests.test_cleaning import SAME
from huxin.people.service import details_of, person_by_number
from tests.api.conftest import Program
from tests.first_floor.test_parties import form
from tests.portals.conftest import signed_in
from tests.portals.test_company import sent
from tests.support import JPEG, key, make_company, photo

pytestmark = pytest.mark.django_db
RIGHT: Final = {
    "phone": "13800001111", "money": "12345.60", "date": "2020-11-01", "credit_code": "91330300MA0000000N",
    "id_number": "11010519491231002X", "bank_card": "6217000000000000000",
}  # fmt: skip
MEANT: Final = RIGHT | {"date": "2026-11-01"}
"""The same in the table of the cleaner, whose day may lie ahead of today."""
WRITTEN: Final = {kind: list(SAME[kind][plain]) for kind, plain in MEANT.items()}
WRITTEN["date"] = [raw.replace("2026", "2020").replace("２０２６", "２０２０") for raw in WRITTEN["date"]]
WRONG: Final = {
    "phone": ["٣٣٣٣٣٣٣٣٣٣٣", "1380000111", "+1 13800001111"], "money": ["-5", "1,23", "−0.01"],
    "date": ["0020-11-01", "1/11/2020", "2020-02-30"],
    "credit_code": ["91330300MA0000000X", "9133030", "91330300MA0000000I"],
    "id_number": ["110105194912310021", "１１０１０５１９４９１２３１００２１", "110105491231002"],
    "bank_card": ["٦٢١٧٠٠٠٠٠٠٠٠٠٠٠", "6217", "62170000000000000000"],
}  # fmt: skip
ASKED: Final = {"phone": "phone", "money": "amount_claimed", "date": "knew_on", "credit_code": "company_code"}
LISTED: Final = {"phone": "worker_phone", "money": "base", "date": "start_on", "id_number": "worker_id"}
BROUGHT: Final = {"phone": "手机号", "id_number": "身份证号", "bank_card": "银行卡号"}
Door = Callable[[dict[str, str], Path], dict[str, str] | None]
"""Writings by kind → what was kept of them; None where they were refused and nothing was written."""


def page(raws: dict[str, str], _: Path) -> dict[str, str] | None:
    company, before = make_company(), Case.objects.count()
    said = sent(form("arbitration", **{ASKED[kind]: raw for kind, raw in raws.items()}))
    done = signed_in(company).post("/company/file/arbitration/", said | {"key": key(), "proof": io.BytesIO(JPEG)})
    if done.status_code != 302:
        assert (done.status_code, f"有 {len(raws)} 处要改" in done.text) == (400, True)
    return _kept(before)


def api(raws: dict[str, str], _: Path) -> dict[str, str] | None:
    company, before = make_company(), Case.objects.count()
    said = form("arbitration", **{ASKED[kind]: raw for kind, raw in raws.items()})
    body = {"payload": said, "papers": {"proof": [photo(company)]}}
    done = Program(company).post("procedures/arbitration/cases", body, key())
    assert done.status_code in (201, 422), done.text
    return _kept(before)


def _kept(before: int) -> dict[str, str] | None:
    if Case.objects.count() == before:
        return None
    said = view_case(SYSTEM, Case.objects.latest("filed_at").no).answers
    return {kind: said[name] for kind, name in ASKED.items()}


def listed(raws: dict[str, str], _: Path) -> dict[str, str] | None:
    sheet = city_pack().sheets["single-line-roster"]
    row = {"worker_name": "陈勇", "platform": "甲送", "trade": "外卖", "county": "瓯海区"}
    row |= {LISTED[kind]: raw for kind, raw in raws.items()}
    heads = "\t".join(one.label["zh"] for one in sheet.columns)
    text = heads + "\n" + "\t".join(row.get(one.name, "") for one in sheet.columns)
    found = read_sheet(sheet, text.encode(), "roster.csv", on=date(2026, 1, 5), counties=city_pack().divisions)
    assert len(found.good) + len(found.wrong) == found.total == 1
    if not found.good:
        assert {one.column for one in found.faults} == {LISTED[kind] for kind in raws}
        return None
    return {kind: str(found.good[0].values[name]) for kind, name in LISTED.items()}


def command(raws: dict[str, str], folder: Path) -> dict[str, str] | None:
    row = {"姓名": "陈勇", "区划代码": "330304"} | {BROUGHT[kind]: raw for kind, raw in raws.items()}
    table = folder / "people.csv"
    table.write_text("\t".join(row) + "\n" + "\t".join(row.values()), encoding="utf-8")
    assert main(["registry", "import", "people", str(table)]) == 0
    person = person_by_number(RIGHT["id_number"])
    if person is None:
        return None
    held = details_of(person)
    return {"phone": held.phone, "id_number": held.id_number, "bank_card": held.bank_card}


DOORS: Final[dict[str, tuple[Door, dict[str, str]]]] = {
    "page": (page, ASKED), "api": (api, ASKED), "list": (listed, LISTED), "command": (command, BROUGHT),
}  # fmt: skip


def rows(table: dict[str, list[str]], kinds: dict[str, str]) -> list[dict[str, str]]:
    """As many sets of writings as the longest list has, every writing in one of them."""
    columns = [table[kind] for kind in kinds]
    return [
        {kind: raw or column[0] for kind, raw, column in zip(kinds, raws, columns, strict=True)}
        for raws in zip_longest(*columns)
    ]


@pytest.fixture(autouse=True)
def _static(settings: Any) -> None:
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.mark.parametrize("door", DOORS)
def test_every_writing_of_a_value_is_kept_as_one_value(door: str, tmp_path: Path) -> None:
    through, kinds = DOORS[door]
    for raws in rows(WRITTEN, kinds):
        assert through(raws, tmp_path) == {kind: RIGHT[kind] for kind in kinds}, raws


@pytest.mark.parametrize("door", DOORS)
def test_what_is_no_such_value_is_refused_and_nothing_is_written(door: str, tmp_path: Path) -> None:
    through, kinds = DOORS[door]
    for raws in rows(WRONG, kinds):
        assert through(raws, tmp_path) is None, raws
