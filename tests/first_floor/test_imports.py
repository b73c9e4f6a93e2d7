"""Registers taken over from files: every kind, every writing, twice, checked, and with everything that goes wrong."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from huxin.casework.service import city_pack
from huxin.cli.main import main
from huxin.core.models import Entry
from huxin.core.service import verify
from huxin.demo.offices import credit_code
from huxin.identity.models import Trace
from huxin.identity.service import SYSTEM
from huxin.law import InputError
from huxin.people.imports.service import Imported, import_file
from huxin.people.imports.sheets import KINDS, sheet_of
from huxin.people.imports.templates import empty_table
from huxin.people.models import ContributionMonth, Cover, DataKey, Recognition
from huxin.people.person import person_by_number
from huxin.people.service import Company, Person, add_company, details_of, erase_person
from tests.support import id_number

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 30)
WOMAN, MAN = id_number(date(1981, 5, 3), 42), id_number(date(1979, 2, 28), 43)
PLATFORM, PARTNER = credit_code(910), credit_code(911)
Rows = Sequence[Mapping[str, str]]


def table(rows: Rows) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(dict.fromkeys(name for row in rows for name in row)))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def bring(kind: str, rows: Rows | bytes, *, check: bool = False) -> Imported:
    content = rows if isinstance(rows, bytes) else table(rows)
    return import_file(SYSTEM, kind, city_pack(), content, "table", on=ON, check=check)


def counts(done: Imported) -> tuple[int, int, int, int, int]:
    return done.rows, done.new, done.changed, done.unchanged, done.refused_rows


def told(done: Imported) -> list[tuple[int, str, str]]:
    return [(one.row, one.field, one.code) for one in done.refused]


def someone(number: str = WOMAN, **more: str) -> dict[str, str]:
    return {"name": "陈小花", "id_number": number, "county": "330304", **more}


def everything() -> list[Any]:
    """What the register holds, to be compared."""
    return [
        list(model.objects.order_by("pk").values())
        for model in (Person, DataKey, Company, ContributionMonth, Recognition, Cover, Trace, Entry)
    ]


def setup_register() -> None:
    bring("people", [someone(), someone(MAN, name="王大明")])
    bring("companies", [{"credit_code": PLATFORM, "name": "好送网络", "kind": "platform"}])


ROWS: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "people": (
        someone(category="F50", phone="13800000000", household_county="330304", bank_card="6222020000000000001"),
        {"phone": "13900000000", "name": "陈晓花"},
    ),
    "companies": (
        {"credit_code": PARTNER, "name": "快跑劳务", "kind": "partner", "county": "330302"}, {"name": "快跑人力"},
    ),
    "contribution-months": (
        {"id_number": WOMAN, "month": "2025-01", "line": "pension", "paid": "892.40"}, {"refunded": "892.40"},
    ),
    "recognitions": (
        {"id_number": WOMAN, "kind": "hardship", "since": "2024-01-01"}, {"until": "2025-12-31"},
    ),
    "cover": (
        {
            "id_number": WOMAN, "company": PLATFORM, "platform": "好送", "trade": "takeaway", "county": "330304",
            "kind": "B", "cover_from": "2026-01-02",
        },
        {"cover_to": "2026-06-30"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_new_then_nothing_then_changed_and_every_change_leaves_a_sealed_trace(kind: str) -> None:
    if kind not in ("people", "companies"):
        setup_register()
    row, other = ROWS[kind]
    before = everything()
    assert counts(bring(kind, [row], check=True)) == (1, 1, 0, 0, 0)
    assert everything() == before
    seals = Entry.objects.count()
    assert counts(bring(kind, [row])) == (1, 1, 0, 0, 0)
    assert Entry.objects.count() == seals + 1
    stands = everything()
    assert counts(bring(kind, [row])) == (1, 0, 0, 1, 0)
    assert everything() == stands
    assert counts(bring(kind, [row | other], check=True)) == (1, 0, 1, 0, 0)
    assert everything() == stands
    assert counts(bring(kind, [row | other])) == (1, 0, 1, 0, 0)
    assert Entry.objects.count() == seals + 2
    change = Trace.objects.get(kind="change")
    assert set(change.content["fields"]) == set(other)
    imported = Trace.objects.get(id=change.content["import"])
    assert (imported.kind, imported.what, imported.content["changed"]) == ("import", kind, 1)
    assert not any(value in json.dumps([change.content, imported.content]) for value in other.values())
    assert counts(bring(kind, [row | other])) == (1, 0, 0, 1, 0)
    assert verify().intact


def test_a_change_that_is_rewritten_is_found() -> None:
    bring("people", [someone()])
    bring("people", [someone(phone="13800000000")])
    change = Trace.objects.get(kind="change")
    change.content = change.content | {"fields": ["county"]}
    change.save()
    assert not verify().intact


def test_people_lie_sealed_and_say_what_the_number_says() -> None:
    bring("people", [someone(phone="+86 138-0000 0000"), someone(MAN, name="王大明", sex="男", birth_date="1979/2/28")])
    woman, man = person_by_number(WOMAN), person_by_number(MAN)
    assert woman is not None
    assert man is not None
    assert (details_of(woman).phone, details_of(woman).category) == ("13800000000", "")
    assert (details_of(man).birth_date, details_of(man).category) == (date(1979, 2, 28), "M60")
    assert "陈小花".encode() not in bytes(woman.sealed)
    assert WOMAN.encode() not in bytes(woman.sealed)


def test_an_empty_cell_leaves_what_is_known() -> None:
    bring("people", [someone(phone="13800000000", category="F55")])
    assert counts(bring("people", [someone(phone="", category="")])) == (1, 0, 0, 1, 0)


def test_what_does_not_agree_with_the_number_is_refused_row_by_row() -> None:
    wrong = WOMAN[:-1] + ("0" if WOMAN[-1] != "0" else "1")
    second, third, fourth, fifth = (id_number(date(1982, 1, day), 40) for day in (1, 2, 3, 4))
    rows = [
        someone(birth_date="1981-05-04"),
        someone(second, sex="male"),
        someone(third, category="M60"),
        someone(wrong),
        someone(fourth, county="999999"),
        someone(fifth, phone="12"),
        someone(MAN, name="王大明"),
        someone(MAN, name="王大明"),
        someone(id_number(date(1990, 1, 1), 2), name="=1+1"),
    ]
    done = bring("people", rows)
    assert counts(done) == (9, 1, 0, 0, 8)
    assert told(done) == [
        (2, "birth_date", "birth_differs"), (3, "sex", "sex_differs"), (4, "category", "category_differs"),
        (5, "id_number", "id_check"), (6, "county", "county"), (7, "phone", "phone"), (9, "id_number", "again"),
        (10, "name", "formula"),
    ]  # fmt: skip
    said = json.dumps(done.as_json(), ensure_ascii=False)
    assert not any(number in said for number in (WOMAN, MAN, wrong, second, fifth, "陈小花"))
    assert all(one["wanted"]["zh"] and one["hint"]["en"] for one in done.as_json()["refused"])


def test_a_number_in_the_wrong_column_or_without_headings_is_never_said() -> None:
    spaced = " ".join(WOMAN)
    rows = [someone(county=WOMAN), someone(county=spaced), someone(household_county=WOMAN), someone(phone=WOMAN)]
    said = json.dumps(bring("people", rows).as_json(), ensure_ascii=False).replace(" ", "")
    assert WOMAN[4:14] not in said
    done = bring("companies", [{"credit_code": WOMAN, "name": "好送", "kind": "platform", WOMAN: "1"}])
    assert WOMAN[4:14] not in json.dumps(done.as_json())
    with pytest.raises(InputError) as caught:
        bring("people", f"陈小花,{WOMAN},330304\n".encode())
    assert WOMAN[4:14] not in str(caught.value)


def test_an_erased_person_stays_erased() -> None:
    bring("people", [someone()])
    person = person_by_number(WOMAN)
    assert person is not None
    erase_person(person)
    done = bring("recognitions", [ROWS["recognitions"][0]])
    assert told(done) == [(2, "id_number", "not_known")]


def test_companies_of_one_table_work_for_one_another_in_any_order_and_never_in_a_circle() -> None:
    third, fourth, absent = credit_code(912), credit_code(913), credit_code(914)
    rows = [
        {"credit_code": PARTNER, "name": "甲", "kind": "partner", "works_for": PLATFORM},
        {"credit_code": PLATFORM, "name": "乙", "kind": "platform", "works_for": ""},
        {"credit_code": third, "name": "丙", "kind": "partner", "works_for": fourth},
        {"credit_code": fourth, "name": "丁", "kind": "partner", "works_for": third},
        {"credit_code": absent[:-1] + ("0" if absent[-1] != "0" else "1"), "name": "戊", "kind": "partner"},
        {"credit_code": credit_code(915), "name": "己", "kind": "partner", "works_for": absent},
    ]
    done = bring("companies", rows)
    assert counts(done) == (6, 2, 0, 0, 4)
    assert told(done) == [
        (4, "works_for", "round"), (5, "works_for", "round"), (6, "credit_code", "credit_check"),
        (7, "works_for", "no_company"),
    ]  # fmt: skip
    assert Company.objects.get(credit_code=PARTNER).works_for_id == PLATFORM
    assert counts(bring("companies", rows)) == (6, 0, 0, 2, 4)


def test_a_company_of_another_name_is_named_so_everywhere() -> None:
    add_company(PLATFORM, "旧名", "platform")
    assert counts(bring("companies", [{"credit_code": PLATFORM, "name": "新名", "kind": "平台企业"}])) == (
        1,
        0,
        1,
        0,
        0,
    )
    company = Company.objects.select_related("person__data_key").get()
    assert company.person is not None
    assert (company.name, details_of(company.person).name) == ("新名", "新名")


def test_money_is_kept_in_fen_and_months_in_any_writing() -> None:
    setup_register()
    rows = [
        {"id_number": WOMAN, "name": "陈 小花", "month": "2025年1月", "line": "养老保险", "paid": "￥1,892.40",
         "subsidised": "是"},
        {"id_number": WOMAN, "month": "202502", "line": "pension", "paid": "９００", "unit_insured": "false"},
        {"id_number": WOMAN, "month": "2025-03", "line": "pension", "paid": "892.405"},
        {"id_number": WOMAN, "month": "2025-13", "line": "pension", "paid": "1"},
        {"id_number": WOMAN, "month": "2025-04", "line": "dog", "paid": "-1"},
        {"id_number": WOMAN, "month": "2025-05", "line": "pension", "paid": "1", "refunded": "2"},
        {"id_number": WOMAN, "name": "别人", "month": "2025-06", "line": "pension", "paid": "1"},
        {"id_number": id_number(date(1990, 1, 1), 7), "month": "2025-06", "line": "pension", "paid": "1"},
        {"id_number": WOMAN, "month": "2026-12", "line": "pension", "paid": "1"},
    ]  # fmt: skip
    done = bring("contribution-months", rows)
    assert counts(done) == (9, 2, 0, 0, 7)
    assert told(done) == [
        (4, "paid", "not_money"), (5, "month", "not_a_month"), (6, "line", "not_an_option"), (6, "paid", "too_small"),
        (7, "refunded", "refund"), (8, "name", "other_name"), (9, "id_number", "not_known"), (10, "month", "future"),
    ]  # fmt: skip
    kept = ContributionMonth.objects.order_by("month").values_list("month", "paid_fen", "subsidised", "unit_insured")
    assert list(kept) == [("2025-01", 189_240, True, False), ("2025-02", 90_000, False, False)]


def test_cover_stands_once_at_a_time_with_a_company_that_is_known() -> None:
    setup_register()
    row, _ = ROWS["cover"]
    rows = [
        row,
        row | {"cover_from": "2026-03-01"},
        row | {"cover_from": "2025-01-01", "cover_to": "2025-12-31"},
        row | {"company": credit_code(999)},
        row | {"cover_from": "2026-09-01", "cover_to": "2026-08-01", "platform": "别的"},
    ]
    done = bring("cover", rows)
    assert counts(done) == (5, 2, 0, 0, 3)
    assert told(done) == [
        (3, "cover_from", "overlap"), (5, "company", "no_company"), (6, "cover_to", "backwards"),
    ]  # fmt: skip
    assert Cover.objects.get(cover_from=date(2026, 1, 2)).received_on == date(2026, 1, 2)


def _as_csv(content: bytes, row: Mapping[str, str]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerow(row.values())
    return content + out.getvalue().encode()


def _as_xlsx(content: bytes, row: Mapping[str, str]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    book.worksheets[0].append(list(row.values()))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _as_parquet(content: bytes, row: Mapping[str, str]) -> bytes:
    schema = pq.read_schema(pa.BufferReader(content))
    out = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pylist([{name: value or None for name, value in row.items()}], schema), out)
    return bytes(out.getvalue().to_pybytes())


FILL = {"csv": _as_csv, "xlsx": _as_xlsx, "parquet": _as_parquet}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_template_of_any_form_is_filled_in_and_taken(kind: str, language: str) -> None:
    if kind not in ("people", "companies"):
        setup_register()
    sheet = sheet_of(kind, city_pack())
    row = {one.name: ROWS[kind][0].get(one.name, "") for one in sheet.columns}
    for at, (ending, fill) in enumerate(FILL.items()):
        done = bring(kind, fill(empty_table(sheet, f"t.{ending}", language), row))
        assert (counts(done), done.unread_columns) == ((1, int(at == 0), 0, int(at > 0), 0), ())


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_in_every_usual_writing_is_read_the_same(code: str) -> None:
    text = (
        f"人员名册\n\n姓名,身份证号码,县（市、区）,手机\r\n陈小花,{WOMAN.lower()}　,瓯海区,１３８００００００００\r\n"
    )
    assert counts(bring("people", text.encode(code))) == (1, 1, 0, 0, 0)
    person = person_by_number(WOMAN)
    assert person is not None
    assert (person.county, details_of(person).phone) == ("330304", "13800000000")


def test_parquet_with_types_is_read_as_what_it_says_and_its_rows_count_like_a_sheet() -> None:
    setup_register()
    rows = pa.table(
        {
            "id_number": [WOMAN, MAN, None, "\x00" + MAN],
            "month": ["2025-01", "2025-01", None, "2025-02"],
            "line": ["pension"] * 2 + [None, "pension"],
            "paid": pa.array([892, None, None, 1], pa.int64()),
            "refunded": [0.0, float("nan"), None, None],
            "subsidised": [True, False, None, None],
        }
    )
    out = pa.BufferOutputStream()
    pq.write_table(rows, out)
    done = bring("contribution-months", bytes(out.getvalue().to_pybytes()))
    assert counts(done) == (3, 1, 0, 0, 2)
    assert told(done) == [(3, "paid", "missing"), (5, "id_number", "id_form")]
    assert ContributionMonth.objects.get().subsidised


@pytest.mark.parametrize(
    "content", [b"", b"PAR1", b"PAR1" + b"x" * 200 + b"PAR1", b"\x00\x01\x02", b"%PDF-1.7", b"PK\x03\x04", b"name\n"]
)
def test_what_is_no_table_is_refused_whole(content: bytes) -> None:
    before = everything()
    with pytest.raises(InputError):
        bring("people", content)
    assert everything() == before


def test_rows_of_several_pieces_land_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huxin.people.imports.people.People.piece", 2)
    rows = [someone(id_number(date(1990, 1, 1), serial)) for serial in range(7)]
    assert counts(bring("people", rows)) == (7, 7, 0, 0, 0)
    rows = [someone(id_number(date(1991, 1, 1), serial)) for serial in range(5)]
    monkeypatch.setattr("huxin.people.imports.service.seal_import", _break)
    before = everything()
    with pytest.raises(RuntimeError):
        bring("people", rows)
    assert everything() == before


def _break(*_: object) -> None:
    raise RuntimeError


def test_the_command_says_it_in_json_and_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = tmp_path / "people.csv"
    assert main(["registry", "import", "people", str(empty), "--template", "--lang", "en"]) == 0
    assert main(["registry", "import", "people", str(empty), "--template"]) == 2  # never written over
    filled = tmp_path / "filled.csv"
    filled.write_bytes(table([someone(), someone(MAN, name="王大明", county="0")]))
    capsys.readouterr()
    assert main(["registry", "import", "people", str(filled), "--check"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["rows"], said["new"], said["changed"], said["unchanged"], len(said["refused"])) == (2, 1, 0, 0, 1)
    assert {"row", "field", "got", "wanted", "hint"} <= set(said["refused"][0])
    assert not Person.objects.exists()
    assert main(["registry", "import", "people", str(filled), "--format", "text", "--lang", "en"]) == 0
    assert capsys.readouterr().out.startswith("2 rows: 1 new, 0 changed, 0 unchanged, 1 refused\nrow 3, County code")
    monkeypatch.chdir(tmp_path)
    assert main(["registry", "import", "people", "none.csv"]) == 2
    assert "none.csv" in capsys.readouterr().err


def _parquet(columns: Mapping[str, Any], **how: Any) -> bytes:
    out = pa.BufferOutputStream()
    pq.write_table(pa.table(columns), out, **how)
    return bytes(out.getvalue().to_pybytes())


def test_columns_that_are_no_cells_are_faults_of_their_rows_and_a_cell_without_end_is_too_long() -> None:
    columns = {"name": ["陈小花", "x" * 50_000_000], "id_number": [WOMAN, MAN], "county": [["330304"], ["330304"]]}
    done = bring("people", _parquet(columns, compression="zstd"))
    assert told(done) == [(2, "county", "error"), (3, "name", "too_long"), (3, "county", "error")]


def test_parquet_that_unpacks_without_end_or_is_cut_off_is_refused_whole() -> None:
    many = pa.array([WOMAN]).dictionary_encode().take(pa.array([0] * 300_000, pa.int32()))
    columns = {name: many for name in ("name", "id_number", "county")}
    with pytest.raises(InputError) as caught:
        bring("people", _parquet(columns, compression="zstd"))
    assert caught.value.problem.code == "too_many"
    whole = _parquet({"name": ["陈小花"] * 500, "id_number": [WOMAN] * 500, "county": ["330304"] * 500})
    with pytest.raises(InputError):
        bring("people", whole[: len(whole) // 2])
    with pytest.raises(InputError):
        bring("people", whole[:200] + b"\xff" * (len(whole) - 400) + whole[-200:])
