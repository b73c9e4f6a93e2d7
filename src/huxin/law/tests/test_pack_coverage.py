"""Which sentence of the notice is served by what: counted, and honest about what is not."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from huxin.law.errors import PackError
from huxin.law.pack.coverage import as_json, as_text, coverage, needs, parameters_of, trades
from huxin.law.pack.load import load_pack
from huxin.law.pack.stories import Result, Story
from huxin.law.tests.pack_support import FILES, changed, write_pack

WENZHOU = load_pack("wenzhou")
SENTENCES = {
    "一": 1, "二(一)": 4, "二(二)": 4, "二(三)": 6, "二(四)": 3, "二(五)": 5, "二(六)": 2, "二(七)": 3,
    "三(一)": 1, "三(二)": 2, "三(三)": 3,
}  # fmt: skip
ISSUERS = {"hrss", "development_reform", "transport", "emergency", "market", "medical_insurance", "court", "union"}
BANNED = ("系统错误", "参数非法", "相关", "有关", "根据实际", "予以")


def test_every_sentence_that_demands_something_has_its_entry() -> None:
    counted: dict[str, int] = {}
    for clause in WENZHOU.clauses.values():
        counted[clause.article] = counted.get(clause.article, 0) + 1
        assert clause.id == f"{clause.article}.{counted[clause.article]}"
    assert counted == SENTENCES


@pytest.mark.parametrize("name", WENZHOU.clauses)
def test_a_clause_is_one_plain_line_in_both_languages(name: str) -> None:
    clause = WENZHOU.clauses[name]
    assert set(clause.summary) == {"zh", "en"}
    assert 0 < len(clause.summary["zh"]) <= 50
    assert 0 < len(clause.summary["en"]) <= 150
    assert re.search(r"[\u4e00-\u9fff]", clause.summary["zh"])
    assert not re.search(r"[\u4e00-\u9fff]", clause.summary["en"])
    assert not any(word in clause.summary["zh"] for word in BANNED)
    assert clause.binds
    assert clause.serves


def test_all_eight_departments_are_bound_by_something() -> None:
    bound = {agency for clause in WENZHOU.clauses.values() for agency in clause.binds}
    assert bound >= ISSUERS | {"platform", "county_government"}
    assert bound <= set(WENZHOU.agencies)


def test_the_departments_are_those_that_issued_the_notice() -> None:
    labels = {WENZHOU.agencies[name].label["zh"] for name in ISSUERS}
    assert labels == set(WENZHOU.instruments["wenzhou-2021-135"].issuers)


def test_the_subsidy_is_served_from_rule_to_page() -> None:
    line = next(one for one in coverage(WENZHOU) if one.clause == "二(四).2")
    assert "social-insurance-subsidy" in line.items
    assert line.procedures == ("social-insurance-subsidy",)
    assert {"subsidy.ratio", "subsidy.cap_months"} <= set(line.parameters)
    assert "/money/" in line.pages
    assert line.rules > 0
    assert not line.open


def test_a_sentence_that_nothing_serves_is_open(tmp_path: Path) -> None:
    lines = {one.clause: one for one in coverage(load_pack("tiny", write_pack(tmp_path)))}
    assert [name for name, one in lines.items() if one.open] == ["一.2", "二.1"]
    assert lines["一.1"].tests == 1
    assert lines["一.1"].pages == ("/allowance/",)


def test_no_sentence_of_the_notice_is_open() -> None:
    assert [one.clause for one in coverage(WENZHOU) if one.open] == []
    assert [one.clause for one in coverage(WENZHOU) if not one.procedures] == []


def test_every_procedure_of_the_city_carries_out_a_sentence() -> None:
    named = {name for clause in WENZHOU.clauses.values() for name in clause.procedures}
    assert set(WENZHOU.procedures) == named


def test_depth_is_said_for_every_trade_that_a_sentence_serves() -> None:
    story = Story(test="a", procedures=("place-project",), trades=("truck_driver", "courier"))
    rows = {one.clause: one for one in coverage(WENZHOU, [story])}
    assert trades(WENZHOU) == ["ride_hailing", "takeaway", "courier", "truck_driver", "livestream"]
    assert rows["二(七).3"].depth == {"ride_hailing": "data only", "truck_driver": "walked"}
    assert set(rows["二(七).2"].depth) == set(trades(WENZHOU))
    assert rows["二(七).2"].depth["courier"] == "walked"
    assert rows["二(七).2"].depth["livestream"] == "data only"
    assert "walked" not in rows["二(六).1"].depth.values()


def test_a_story_of_no_trade_counts_for_all_where_none_is_asked() -> None:
    stories = [
        Story(test="a", procedures=("dispatch-inspection",), trades=()),
        Story(test="b", procedures=("one-stop-mediation",), trades=()),
    ]
    rows = {one.clause: one for one in coverage(WENZHOU, stories)}
    assert set(rows["二(一).4"].depth.values()) == {"walked alike"}
    assert set(rows["二(五).4"].depth.values()) == {"data only"}, "that form asks for the trade"
    stories.append(Story(test="c", procedures=("dispatch-inspection",), trades=("courier",)))
    rows = {one.clause: one for one in coverage(WENZHOU, stories)}
    assert rows["二(一).4"].depth["courier"] == "walked"
    assert rows["二(一).4"].depth["livestream"] == "walked alike"


def test_depth_is_counted_and_told(tmp_path: Path) -> None:
    story = Story(test="a", procedures=("place-project",), trades=("truck_driver",))
    rows = [one for one in coverage(WENZHOU, [story]) if one.clause == "二(七).3"]
    assert as_json(WENZHOU, rows)["counts"]["depth"] == {"walked": 1, "walked alike": 0, "data only": 1}
    assert "    walked by a user story in a browser, for: truck_driver\n" in as_text(WENZHOU, rows, "en")
    assert "    只有数据的行业: ride_hailing\n" in as_text(WENZHOU, rows)
    tiny = coverage(load_pack("tiny", write_pack(tmp_path)))
    assert all(one.depth == {} for one in tiny if one.open)


def test_a_sentence_works_only_where_every_result_of_its_procedures_was_looked_at() -> None:
    """A walk alone proves nothing: what it ends in does."""
    name = "social-insurance-subsidy"
    assert needs(WENZHOU, name) == ("rule", "paper", "money", "clock")

    def state(*shown: Result, trade: str = "takeaway") -> tuple[str, tuple[str, ...]]:
        story = Story(test="a", procedures=(name,), trades=("takeaway",), shows={name: shown})
        row = next(one for one in coverage(WENZHOU, [story]) if one.clause == "二(四).2")
        return row.states[trade], row.lacks.get(name, ())

    assert state() == ("only a form", ("rule", "paper", "money", "clock"))
    assert state("paper", "money", "clock") == ("only a form", ("rule",)), "its rule never ran"
    assert state("rule") == ("partly", ("paper", "money", "clock"))
    assert state("rule", "paper", "money", "clock") == ("works", ())
    assert state("rule", "paper", "money", "clock", trade="courier")[0] == "only a form", "nobody of that trade walked"
    nobody = next(one for one in coverage(WENZHOU) if one.clause == "二(四).2")
    assert (set(nobody.states.values()), nobody.lacks) == ({"only a form"}, {name: ("walk",)})


def test_an_item_without_a_sentence_counts_for_its_article_only(tmp_path: Path) -> None:
    pack = load_pack("tiny", write_pack(tmp_path, changed("items/allowance.yaml", "serves: [一.1]\n", "")))
    lines = {one.clause: one for one in coverage(pack)}
    assert lines["一.2"].whole_article == ("allowance",)
    assert lines["二.1"].whole_article == ()
    assert lines["一.2"].open, "an article named as a whole does not close a sentence"


def test_parameters_are_found_in_every_part_of_an_item(tmp_path: Path) -> None:
    pack = load_pack("tiny", write_pack(tmp_path))
    assert parameters_of(pack, pack.items["allowance"]) == {"allowance.floor", "allowance.share"}


def test_json_and_text_tell_the_same(tmp_path: Path) -> None:
    pack = load_pack("tiny", write_pack(tmp_path))
    rows = coverage(pack)
    data = json.loads(json.dumps(as_json(pack, rows), ensure_ascii=False))
    assert data["counts"] == {
        "clauses": 3,
        "served": 1,
        "open": 2,
        "depth": {"walked": 0, "walked alike": 0, "data only": 0},
        "states": {"works": 0, "partly": 0, "only a form": 0},
    }
    assert [one["clause"] for one in data["clauses"] if one["open"]] == ["一.2", "二.1"]
    for language, ending in (("zh", "还没有对应的: 一.2, 二.1\n"), ("en", "open: 一.2, 二.1\n")):
        assert as_text(pack, rows, language).endswith(ending)


def test_a_clause_may_only_name_a_procedure_that_exists(tmp_path: Path) -> None:
    text = FILES["clauses.yaml"].replace("serves: [worker]}\n", "serves: [worker], procedures: [payment]}\n", 1)
    with pytest.raises(PackError, match="a procedure of the pack"):
        load_pack("tiny", write_pack(tmp_path, {**FILES, "clauses.yaml": text}))
