"""Files that cannot be read say what, where, what was wanted and how to mend it."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest

from huxin.draw.directories import read_inspectors, read_targets
from huxin.draw.plan import read_plan
from huxin.draw.tests.support import example, example_inputs, made, people, plan, targets
from huxin.draw.text import digest, normal
from huxin.law.errors import InputError

HEAD = "id,name,employer,county,risk,credit\n"
ROW = "D1,企业,E1,330304,high,A\n"
THREE = targets(("a", "high", "A"), ("b", "high", "B"), ("c", "low", "A"))
STRATA = {"high": {"count": 1}, "low": {"count": 1}}


def problem(error: pytest.ExceptionInfo[InputError]) -> str:
    found = error.value.problem
    assert all((found.field, found.got, found.wanted, found.hint))
    return str(found)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("", "objects line 1: got no column 'id'"),
        (HEAD, "objects: got no rows"),
        ("id,name,employer,county,risk\n", "no column 'credit'"),
        ("id,name,employer,county,risk,credti\n", "Did you mean 'credit'?"),
        ("id,id,name,employer,county,risk,credit\n", "'id' twice"),
        (HEAD + "D1,企业,E1,330304,high\n", "objects line 2: got 5 cells"),
        (HEAD + ROW + "\n" + ROW, "objects line 3: got an empty line"),
        (HEAD + ROW + ROW, "objects line 3, id: got D1"),
        (HEAD + "D1,,E1,330304,high,A\n", "objects line 2, name: got nothing"),
        (HEAD + "D1, 企业,E1,330304,high,A\n", "no space before or after"),
        (HEAD + "D1,企\u200b业,E1,330304,high,A\n", "U+200B"),
        (HEAD + "D1,企\u202e业,E1,330304,high,A\n", "U+202E"),
        (HEAD + 'D1,"企\n业",E1,330304,high,A\n', "U+000A"),
        (HEAD + "D1,caf\u0065\u0301,E1,330304,high,A\n", "NFC"),
        (HEAD + "D;1,企业,E1,330304,high,A\n", "no ';'"),
        (HEAD + "D1,企业,E;1,330304,high,A\n", "no ';'"),
        (HEAD + 'D1,"企业,E1,330304,high,A\n', "objects line 2"),
        (HEAD + 'D1,"企"业,E1,330304,high,A\n', "objects line 2"),
        (HEAD + f"D1,{'长' * 201},E1,330304,high,A\n", "at most 200 characters"),
        ("{}", "a list of objects"),
        ("[]", "objects: got no rows"),
        ("[{}]", "objects[0].id: got nothing"),
        ("[[]]", "objects[0]: got list"),
        ('[{"id": 1.5}]', "in quotes"),
        ('[{"id": NaN}]', "in quotes"),
        ('[{"id": "a", "id": "a"}]', "'id' twice"),
        ('[{"id": "a",}]', "objects line 1 column"),
        ("[" * 100_000, "objects: got nesting"),
        (
            '[{"id": 7, "name": "x", "employer": "e", "county": "c", "risk": "r", "credit": "c"}]',
            "objects[0], id: got 7",
        ),
        ('[{"id": "\\ud800", "name": "x", "employer": "e", "county": "c", "risk": "r", "credit": "c"}]', "U+D800"),
    ],
)
def test_a_malformed_directory(text: str, where: str) -> None:
    with pytest.raises(InputError) as error:
        read_targets(text.encode("utf-8", "surrogatepass"))
    assert where in problem(error)


def book(*rows: list[str]) -> bytes:
    made = openpyxl.Workbook()
    page = made.worksheets[0]
    for row in rows:
        page.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


CHINESE = ["编号", "单位名称", "统一社会信用代码", "区划代码", "风险等级", "信用等级"]


@pytest.mark.parametrize(
    "content",
    [
        (HEAD + ROW).encode("gb18030"),
        (HEAD + ROW).encode("utf-16"),
        (HEAD + ROW).replace("\n", "\r").encode(),
        (HEAD + ROW).replace(",", ";").encode(),
        ("检查对象名录\n" + HEAD + ROW).encode(),
        ("sep=,\n" + HEAD + ROW).encode(),
        book(HEAD.strip().split(","), ROW.strip().split(",")),
        book(["2026 年检查对象名录"], [], CHINESE, ROW.strip().split(",")),
    ],
)
def test_a_directory_in_any_usual_writing_says_the_same(content: bytes) -> None:
    """One reader for every door; what is written to the letter keeps the digest that it has."""
    found = read_targets(content)
    assert found.rows == read_targets((HEAD + ROW).encode()).rows
    assert found.sha256 == digest(content if content.startswith(b"PK") else normal(content))


def test_a_cell_that_cannot_be_read_is_named_with_the_line_of_the_file() -> None:
    with pytest.raises(InputError) as error:
        read_targets(book(["名录"], CHINESE, ["D1", "=A1", "E1", "330304", "high", "A"]))
    assert "objects line 3, name" in problem(error)
    with pytest.raises(InputError) as error:
        read_targets(book(["名录"], CHINESE[:-1], ["D1", "企业", "E1", "330304", "high"]))
    assert "no column 'credit'" in problem(error)


@pytest.mark.parametrize(
    ("cells", "where"),
    [
        ("D1;D1,", "each id once"),
        ("D1;,", "line 2, recused_objects: got nothing"),
        ("D1; D2,", "no space before or after"),
        (",E1;E1", "each id once"),
    ],
)
def test_a_malformed_list_of_recusals(cells: str, where: str) -> None:
    with pytest.raises(InputError) as error:
        read_inspectors(f"id,name,recused_objects,recused_employers\nZ1,江,{cells}\n".encode())
    assert where in problem(error)


def test_recusals_in_json_are_lists() -> None:
    with pytest.raises(InputError, match="a list of texts"):
        made(THREE, [{"id": "x", "name": "江", "recused_objects": "a", "recused_employers": []}], plan(strata=STRATA))


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"draw": ""}, "plan.draw"),
        ({"inspectors_each": 0}, "plan.inspectors_each"),
        ({"inspectors_each": "2"}, "plan.inspectors_each"),
        ({"inspectors_each": True}, "plan.inspectors_each"),
        ({"stratify_by": "name"}, "plan.stratify_by"),
        ({"stratify_by": None}, "plan.stratify_by"),
        ({"strata": {}}, "plan.strata"),
        ({"strata": {"high": "1/2"}}, "plan.strata.high"),
        ({"strata": {"high": {"share": "1/2", "count": 1}}}, "plan.strata.high"),
        ({"strata": {"high": {"share": "3/2"}}}, "plan.strata.high.share"),
        ({"strata": {"high": {"share": "1/0"}}}, "plan.strata.high.share"),
        ({"strata": {"high": {"share": "50%"}}}, "plan.strata.high.share"),
        ({"strata": {"high": {"count": -1}}}, "plan.strata.high.count"),
        ({"weights": {"risk": {"high": 1}}}, "plan.weights.credit: got nothing"),
        ({"weights": {"risk": {"high": 0}, "credit": {"A": 1}}}, "plan.weights.risk.high"),
        ({"weights": {"risk": {"high": "-1"}, "credit": {"A": 1}}}, "plan.weights.risk.high"),
        ({"weights": {"risk": {"high": "1e3"}, "credit": {"A": 1}}}, "plan.weights.risk.high"),
        ({"weights": {"risk": {"high": "１"}, "credit": {"A": 1}}}, "plan.weights.risk.high"),
        ({"weights": {"risk": {"high": 1}, "credit": {"A": 12345678901}}}, "plan.weights.credit.A"),
        ({"weights": {"risk": {"high": 1}, "credit": {"A": True}}}, "plan.weights.credit.A"),
        ({"shares": {}}, "plan.shares"),
    ],
)
def test_a_malformed_plan(changes: dict[str, Any], where: str) -> None:
    with pytest.raises(InputError) as error:
        read_plan(plan(**changes))
    assert problem(error).startswith(where)


@pytest.mark.parametrize(
    ("inspectors", "changes", "where"),
    [
        (people("xy"), {"strata": {"high": {"count": 1}}}, "objects 'c', risk: got low, wanted a stratum of the plan"),
        (people("xy"), {"strata": {**STRATA, "low": {"count": 2}}}, "plan.strata.low: got 2, wanted at most 1"),
        (people("xy"), {"strata": {**STRATA, "mid": {"count": 1}}}, "plan.strata.mid: got 1, wanted at most 0"),
        (people("xy"), {"strata": {"high": {"count": 0}, "low": {"share": "0"}}}, "no object to draw"),
        (people("xy"), {"weights": {"risk": {"high": 1, "low": 1}, "credit": {"A": 1}}}, "objects 'b', credit: got B"),
        (people("x"), {}, "objects 'a': got 1 inspectors"),
        (people("xy", {"x": ["c"]}), {}, "objects 'c': got 1 inspectors, wanted 2 who may inspect it"),
        (people("xy", {}, {"y": ["E-b"]}), {}, "objects 'b': got 1 inspectors"),
        (people("xyz", {"x": ["d"]}), {}, "inspectors 'x', recused_objects: got d"),
    ],
)
def test_files_that_do_not_fit_together(inspectors: Any, changes: dict[str, Any], where: str) -> None:
    with pytest.raises(InputError) as error:
        made(THREE, inspectors, plan(**{"strata": STRATA, **changes}))
    assert where in problem(error)


def test_an_object_kept_away_twice_counts_once() -> None:
    assert made(THREE, people("xyz", {"x": ["a"]}, {"x": ["E-a"]}), plan(strata=STRATA))


def test_weights_that_are_too_fine_together() -> None:
    credit = {f"k{n}": f"1/{999_999_937 - 2 * n}" for n in range(9)}
    objects = targets(*((f"d{n}", "high", f"k{n}") for n in range(9)))
    weights = {"risk": {"high": 1}, "credit": credit}
    with pytest.raises(InputError, match="2 to the 128"):
        made(objects, people("xyz"), plan(weights=weights))


def test_csv_and_json_hold_the_same_rows() -> None:
    inputs = example_inputs()
    assert inputs.targets.rows["D02"].name == "望港劳务派遣有限公司（东码头分公司）"
    assert inputs.inspectors.rows["Z102"].recused_objects == ("D01", "D04")
    quoted = example("objects.csv").decode().replace("潮生人力资源有限公司", '"潮生人力资源有限公司"').encode()
    assert example_inputs(objects=quoted).targets.marks() == inputs.targets.marks()
