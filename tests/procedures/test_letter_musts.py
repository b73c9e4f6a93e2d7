"""What the law wants on a letter 应当载明的事项: the acts ask for it, and it stands on the page."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from huxin.casework.outbox.letters.sample import said_by
from huxin.casework.outbox.letters.typeset import typeset
from huxin.casework.outbox.letters.wording import capital_sum, cited, figures, route_words, share
from huxin.law import pack_folders
from huxin.law.pack.letter_model import LetterMust
from huxin.law.pack.letters import shown_faults
from huxin.law.procedures.remedies import open_routes
from huxin.law.procedures.samples import variants
from tests.procedures.support import COUNTY, FULL, PACK
from tests.procedures.test_letters import data, text_of


def cases() -> Iterator[tuple[str, str, str, dict[str, Any], LetterMust]]:
    """(procedure, act, letter, fixed answers, what must stand there), for each outcome in which it must."""
    for name in FULL:
        one = PACK.procedures[name]
        for act in one.acts.values():
            for letter, variant in product(act.letters, variants(one, act)):
                for must in PACK.letters[letter].must:
                    if not must.cases or {name, str(variant.fixed.get("outcome"))} & {*must.cases}:
                        yield name, act.id, letter, dict(variant.fixed), must


CASES = list(cases())


@pytest.mark.parametrize(
    ("name", "act", "letter", "fixed", "must"),
    CASES,
    ids=[f"{name}-{act}-{'-'.join(map(str, said.values()))}-{at}" for at, (name, act, _, said, _m) in enumerate(CASES)],
)
def test_what_the_law_wants_stands_on_the_page(
    name: str, act: str, letter: str, fixed: dict[str, Any], must: LetterMust
) -> None:
    one = PACK.procedures[name]
    payload = said_by(one, act, fixed, whole=True, county=COUNTY)
    said = data(one, letter, payload)
    text = text_of(typeset(PACK, letter, said))
    for place in must.shows:
        for words in wanted(place, said):
            assert plain(words) in text, (place, words)


def wanted(place: str, said: Mapping[str, Any]) -> list[str]:
    kind, _, rest = place.partition("." if "." in place.partition(":")[0] else ":")
    if kind == "text":
        return [rest]
    if kind == "payload":
        return [said["labels"].get(rest) or said["payload"][rest]] if rest != "outcome" else []
    if kind == "answers":
        return [said["answers"][rest]]
    parties = [one["name"] for one in said["parties"]]
    return {
        "title": [said["title"]], "number": [said["number"]], "office": [said["office"]], "day": [said["day"]],
        "parties": parties, "concerned": [said["concerned"]["name"]] if said["concerned"] else ["无"],
        "unit": [said["unit"]["name"]] if said["unit"] else ["无"], "due": [said["due"]], "seal": ["（印章）"],
        "remedies": [one["text"] for one in (said["appeal"] or {"routes": [{"text": "无"}]})["routes"]],
        "signers": ["（签名）"],
    }[place]  # fmt: skip


def plain(words: str) -> str:
    return "".join(str(words).split())


def test_the_check_demands_a_place_and_that_the_act_asks_for_it() -> None:
    letter = PACK.letters["penalty-decision"]
    assert list(shown_faults(PACK)) == []
    for shows, got in ((("payload.colour",), "payload.colour"), (("mood",), "mood"), ((), letter.must[0].text["zh"])):
        odd = replace(letter, must=(replace(letter.must[0], shows=shows),))
        (fault,) = shown_faults(replace(PACK, letters={odd.id: odd}))
        assert (fault.key, fault.path, fault.got) == ("penalty-decision", ("must", "0"), got)


def routes(name: str, act: str, **answers: Any) -> list[str]:
    one = PACK.procedures[name]
    found = open_routes(one, act, answers)
    return [route_words(route, route.source, route.to["zh"], answers)["text"] for route in found]


def test_a_final_award_and_one_that_is_not_leave_different_ways() -> None:
    """调解仲裁法 47-50: the unit can only ask to set a final award aside, the worker can sue."""
    open_award = routes("arbitration", "decide", final_for_unit=False)
    final = routes("arbitration", "decide", final_for_unit=True)
    assert ["撤销" in one for one in open_award] == [False]
    assert [one[:7] for one in final] == ["劳动者起诉（单", "单位申请撤销终"]
    assert all("自收到本文书之日起" in one for one in (*open_award, *final))


def test_a_limitation_does_not_run_from_the_letter() -> None:
    for name, act in (("one-stop-mediation", "fail"), ("arbitration", "refuse"), ("relation-assessment", "decide")):
        for one in routes(name, act, knew_on="2026-01-31"):
            assert ("自收到" in one) is ("12个月" not in one and "36个月" not in one), one
    (told,) = routes("arbitration", "refuse", knew_on="2026-01-31")
    assert "最晚是2027年1月31日" in told


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (0, "零元整"), (1, "壹分"), (10, "壹角整"), (105, "壹元零伍分"), (100_00, "壹佰元整"), (10_200, "壹佰零贰元整"),
        (123_45, "壹佰贰拾叁元肆角伍分"), (1000_00, "壹仟元整"), (1_010_00, "壹仟零壹拾元整"), (10_000_00, "壹万元整"),
        (10_001_00, "壹万零壹元整"), (100_500_00, "壹拾万零伍佰元整"), (713_920, "柒仟壹佰叁拾玖元贰角整"),
        (100_000_000_00, "壹亿元整"), (100_010_000_00, "壹亿零壹万元整"), (1_000_000_001_00, "壹拾亿零壹元整"),
        (20_050_030_00, "贰仟零伍万零叁拾元整"), (10**14, "壹万亿元整"),
    ],
)  # fmt: skip
def test_sums_in_capitals(fen: int, words: str) -> None:
    assert capital_sum(fen) == words


@pytest.mark.parametrize("fen", [-1, 10**18])
def test_what_is_no_sum_has_no_capitals(fen: int) -> None:
    with pytest.raises(ValueError, match="no sum"):
        capital_sum(fen)


@pytest.mark.parametrize(
    ("part", "words"),
    [("3/100", "百分之三"), ("1/2000", "万分之五"), ("1/3", "三分之一"), ("1", "百分之一百"), ("0.005", "千分之五")],
)
def test_shares_as_offices_write_them(part: str, words: str) -> None:
    assert share(Fraction(part)) == words


def test_a_paper_says_the_times_and_shares_of_its_procedure_and_repeats_none() -> None:
    one = PACK.procedures["penalty"]
    clocks = tuple(replace(each, length=12) if each.id == "urged" else each for each in one.clocks)
    other = replace(one, clocks=clocks)
    assert figures(one, {"penalty.pay_days": 15, "penalty.late_rate": "0.03"}.get) == {
        "lengths": {"hearing_request": "五个工作日", "decide": "九十日", "urged": "十个工作日"},
        "collection": {"days": "十五日", "rate": "百分之三"},
    }
    payload = said_by(other, "urge", {}, whole=True)
    assert "十二个工作日内" in text_of(typeset(PACK, "urging-notice", data(other, "urging-notice", payload)))


def test_a_demand_fits_one_page() -> None:
    one = PACK.procedures["penalty"]
    payload = said_by(one, "urge", {"pay_how": "中国工商银行温州瓯海支行，账号写在决定书上"}, whole=True)
    firm = {"name": "瓯江闪送网络科技有限公司", "label": "统一社会信用代码", "number": "91330300MADEM00037"}
    for name, act, said in (("urging-notice", "urge", payload), ("enforcement-application", "enforce", None)):
        told = data(one, name, said or said_by(one, act, {}, whole=False), addressee=firm)
        assert len(PdfReader(BytesIO(typeset(PACK, name, told))).pages) == 1


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("labour-dispute-law 48, 50", "《劳动争议调解仲裁法》第四十八条、第五十条"),
        ("administrative-review-law 20", "《行政复议法》第二十条"),
        ("labour-dispute-law 27(2)", "《劳动争议调解仲裁法》第二十七条第二款"),
        ("civil-code 188", "《民法典》第一百八十八条"),
        ("wenzhou-2021-135 二(四)", "温人社发〔2021〕135号二(四)"),
        ("unknown 3", "unknown 3"),
    ],
)
def test_law_is_cited_as_offices_write_it(source: str, words: str) -> None:
    assert cited(PACK, source) == words


def test_no_value_stands_between_stray_blanks() -> None:
    """``#data.day 前`` would print a blank before the next Chinese character; ``#{data.day}前`` does not."""
    stray = re.compile(r"#[a-z][\w.-]*(?:\([^()\n]*\))? [\u4e00-\u9fff]|[\u4e00-\u9fff] #[a-z{]")
    folders = [pack_folders()[member] / "letters" for member in (*PACK.chain, "example")]
    found = [
        f"{path.parent.parent.name}/{path.name}: {hit.group()}"
        for folder in folders
        for path in sorted(folder.glob("*.typ"))
        for hit in stray.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_a_word_without_an_end_stays_on_the_paper(tmp_path: Path) -> None:
    one = PACK.procedures["penalty"]
    payload = said_by(
        one, "inform", {"facts": "a" * 300 + "。", "reason": "https://example.cn/" + "x" * 200}, whole=True
    )
    path = tmp_path / "long.pdf"
    path.write_bytes(typeset(PACK, "penalty-notice", data(one, "penalty-notice", payload)))
    told = subprocess.run(["pdftotext", "-bbox", str(path), "-"], capture_output=True, text=True, check=True).stdout
    widths = [float(one) for one in re.findall(r'xMax="([0-9.]+)"', told)]
    assert widths
    assert max(widths) < 595 - 26 / 25.4 * 72 + 30  # the code by which it is checked may stand in the margin
