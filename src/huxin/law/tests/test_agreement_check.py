"""The checker: sample clauses of the packs, negations that lead astray, whole papers, places in the text."""

from __future__ import annotations

import datetime as dt
import os
import unicodedata
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huxin.law import InputError, load_pack
from huxin.law.agreements.build import build
from huxin.law.agreements.check import CONSEQUENCES, CheckedAgreement, check_text
from huxin.law.agreements.model import Sample
from huxin.law.agreements.numerals import numbers
from huxin.law.agreements.report import as_text
from huxin.law.agreements.samples import run_samples
from huxin.law.agreements.text import sentences
from huxin.law.tests.agreement_support import PACK, answers

EXAMPLES = int(os.environ.get("HUXIN_EXAMPLES", "40"))
SAMPLES = list(PACK.samples.values())
PAPERS = sorted(PACK.papers)
WRITTEN, CONTRACT = "written-agreement", "labour-contract"


def verdicts(text: str, paper: str = "written-agreement") -> dict[str, str]:
    """What is said of the prohibitions, by id."""
    judged = check_text(PACK, text, paper).judgements
    return {one.code: one.verdict for one in judged if one.code in PACK.prohibitions or one.code == "left_blank"}


def test_there_are_enough_samples_good_and_bad() -> None:
    assert len(SAMPLES) >= 160
    assert sum(one.verdict == "fine" for one in SAMPLES) >= 60
    assert sum(one.verdict in ("void", "not_allowed") for one in SAMPLES) >= 80
    assert {one.finds for one in SAMPLES} >= set(PACK.prohibitions) - {"forced_business"}


@pytest.mark.parametrize("sample", SAMPLES, ids=[one.text[:16] for one in SAMPLES])
def test_a_sample_is_judged_with_clause_and_reason(sample: Sample) -> None:
    found = next(one for one in run_samples(PACK) if one.sample is sample)
    assert found.difference == ""
    if sample.finds is not None:
        assert found.reason
        one = PACK.prohibitions[sample.finds]
        assert found.clause == PACK.cite(one.sources.get(sample.paper, one.source))
        assert sample.clause in {one.source, *one.sources.values()}


def test_a_sample_that_is_judged_otherwise_fails() -> None:
    import dataclasses

    wrong = dataclasses.replace(SAMPLES[0], verdict="fine")
    pack = dataclasses.replace(PACK, samples={wrong.text: wrong})
    assert [one.passed for one in run_samples(pack)] == [False]


@pytest.mark.parametrize("name", ["national", "zhejiang", "example"])
def test_the_samples_of_every_pack_hold(name: str) -> None:
    assert [one.sample.text for one in run_samples(load_pack(name)) if not one.passed] == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("入职交押金500元", {"deposit": "not_allowed"}),
        ("不收取押金", {"deposit": "fine"}),
        ("甲方绝不以押金名义向乙方收取费用", {"deposit": "fine"}),
        ("乙方不得不交押金", {"deposit": "not_allowed"}),
        ("甲方不会不收押金", {"deposit": "not_allowed"}),
        ("乙方不得拒绝交押金", {"deposit": "ask"}),
        ("甲方未经乙方同意不得收取押金", {"deposit": "ask"}),
        ("不收押金不扣证件", {"deposit": "ask"}),
        ("甲方不扣押证件，但收取押金", {"deposit": "ask", "papers_held": "ask"}),
        ("甲方不仅收取押金", {"deposit": "not_allowed"}),
        ("乙方无论何时离职，押金由甲方收取", {"deposit": "not_allowed"}),
        ("The rider need not pay a deposit.", {"deposit": "fine"}),
        ("THE RIDER MUST PAY A DEPOSIT", {"deposit": "not_allowed"}),
        ("Pay deposits: none", {}),
        ("我们不得限制骑手为其他平台工作", {"exclusive": "fine"}),
        ("甲方有权收取管理费", {}),
        ("乙方自行承担交通违章罚款", {}),
        ("发生事故后乙方应立即报告甲方", {}),
        ("单价____元", {"left_blank": "ask"}),
    ],
)
def test_negations_and_exceptions(text: str, wanted: dict[str, str]) -> None:
    assert verdicts(text) == wanted


@given(
    sample=st.sampled_from([one for one in SAMPLES if "\n" not in one.text]),
    cut=st.integers(0, 60),
    mark=st.sampled_from(["\u200b", "\ufeff", "\u00ad"]),
)
@settings(max_examples=EXAMPLES, deadline=None)
def test_writing_it_otherwise_changes_nothing(sample: Sample, cut: int, mark: str) -> None:
    """Full-width letters and invisible characters are no way around a rule."""
    wide = "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" and char != "." else char for char in sample.text)
    hidden = sample.text[: cut % (len(sample.text) + 1)] + mark + sample.text[cut % (len(sample.text) + 1) :]
    assert unicodedata.normalize("NFKC", wide) == unicodedata.normalize("NFKC", sample.text)
    assert verdicts(wide, sample.paper) == verdicts(sample.text, sample.paper)
    assert verdicts(hidden, sample.paper) == verdicts(sample.text, sample.paper)


@pytest.mark.parametrize("sample", [one for one in SAMPLES if not one.text.isascii()], ids=lambda one: one.text[:12])
def test_a_line_break_inside_a_sentence_changes_nothing(sample: Sample) -> None:
    """Wherever it falls."""
    wanted = verdicts(sample.text, sample.paper)
    for at in range(4, len(sample.text)):
        before, after = sample.text[:at], sample.text[at:]
        if not before[-1].isascii() and not after[0].isascii() and before[-1] not in "。；：":
            assert verdicts(f"{before}\n{after}", sample.paper) == wanted, (before, after)
            assert verdicts(f"{before}\n\N{IDEOGRAPHIC SPACE}\N{IDEOGRAPHIC SPACE}{after}", sample.paper) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("第三条 不\n收押金\n甲方不收取押金。", {"deposit": "fine"}),
        ("第三条 不\n收取押金五百元，由乙方在入职时交给甲方。", {"deposit": "not_allowed"}),
        ("第三条 不收费用\n甲方收取押金五百元。", {"deposit": "not_allowed"}),
        ("第三条 报酬\n乙方应交\n　押金五百元。", {"deposit": "not_allowed"}),
    ],
)
def test_a_heading_over_two_lines_governs_nothing_but_itself(text: str, wanted: dict[str, str]) -> None:
    assert verdicts(text) == wanted


@given(st.lists(st.sampled_from([one.text for one in SAMPLES]), min_size=1, max_size=8))
@settings(max_examples=EXAMPLES, deadline=None)
def test_places_lead_to_the_words(texts: list[str]) -> None:
    whole = "\n\n".join(texts)
    for one in check_text(PACK, whole, "written-agreement").judgements:
        if one.start is None or one.end is None or one.line is None:
            assert one.verdict in ("missing", "ask")
            continue
        assert 0 <= one.start < one.end <= len(whole)
        assert whole.count("\n", 0, one.start) + 1 == one.line
        assert one.consequence in CONSEQUENCES


@given(st.text(max_size=300))
@settings(max_examples=EXAMPLES * 3, deadline=None)
def test_any_text_is_judged_or_refused_with_words(text: str) -> None:
    with suppress(InputError):
        first = check_text(PACK, text)
        assert first == check_text(PACK, text)
        assert first.sentences == len(sentences(text))


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_clause_that_is_left_out_is_missed(paper: str, language: str) -> None:
    built = build(PACK, paper, answers(paper), language=language)
    assert built.checked.clean
    missed: set[str] = set()
    for index in range(len(built.clauses)):
        rest = [f"{title}\n{text}" for at, (title, text) in enumerate(built.clauses) if at != index]
        missed |= {
            one.code for one in check_text(PACK, "\n\n".join(rest), paper).judgements if one.verdict == "missing"
        }
    wanted = {must.subject for must in PACK.papers[paper].musts}
    assert missed, "no clause matters"
    assert missed <= wanted
    nothing = check_text(PACK, "天气很好。", paper)
    assert {one.code for one in nothing.judgements if one.verdict == "missing"} == wanted


def test_a_void_clause_does_not_count_as_what_must_be_there() -> None:
    found = check_text(PACK, "乙方自愿放弃社会保险和工伤保险。", "labour-contract")
    told = {one.code: one.verdict for one in found.judgements}
    assert told["insurance_waiver"] == "void"
    assert told["social_insurance"] == "missing"
    assert told["injury_cover"] == "missing"


def test_the_consequence_follows_the_status_of_the_source() -> None:
    text = "乙方不得在其他平台接单。发生事故，责任由乙方自行承担。双方不存在劳动关系。"
    told = {one.code: one for one in check_text(PACK, text, "written-agreement").judgements}
    assert (told["liability_waiver"].status, told["liability_waiver"].consequence) == ("law", "void")
    assert (told["exclusive"].status, told["exclusive"].consequence) == ("binding", "rectify")
    assert (told["hours"].status, told["hours"].consequence) == ("guideline", "consultation")
    assert told["no_relation_label"].consequence == "notice"
    assert {one.consequence for one in check_text(PACK, "无", "labour-contract").judgements} == {"rectify"}


def test_general_knowledge_makes_an_estimate() -> None:
    told = {one.code: one.certainty for one in check_text(PACK, "乙方放弃仲裁。甲方收取押金。").judgements}
    assert told["remedy_waiver"] == "estimate"
    assert told["deposit"] == "decision"


@pytest.mark.parametrize(
    ("text", "paper"),
    [
        ("劳动合同\n甲方……", "labour-contract"),
        ("新就业形态劳动者\n书 面 协 议", "written-agreement"),
        ("三方协议（平台、合作企业、骑手）", "three-party-agreement"),
        ("Labour Contract between", "labour-contract"),
        ("一份文件", None),
    ],
)
def test_the_kind_is_read_from_the_title(text: str, paper: str | None) -> None:
    found = check_text(PACK, text)
    assert found.paper == paper
    assert (paper is None) == any(one.code == "kind_unknown" for one in found.judgements)


@pytest.mark.parametrize(
    ("text", "paper", "code"),
    [
        ("", None, "empty"),
        (" \n", None, "empty"),
        ("字" * 400_001, None, "too_long"),
        ("字", "lease", "paper"),
    ],
    ids=["empty", "blank", "long", "lease"],
)
def test_what_cannot_be_checked_is_refused(text: str, paper: str | None, code: str) -> None:
    with pytest.raises(InputError) as caught:
        check_text(PACK, text, paper)
    assert caught.value.problem.code == code


def test_the_report_names_place_clause_reason_and_mend() -> None:
    found: CheckedAgreement = check_text(PACK, "书面协议\n第二条 押金\n乙方交押金500元。")
    zh, en = as_text(found), as_text(found, "en")
    assert (
        "不允许: 收押金、保证金  [浙人社发〔2021〕56号 4；劳动合同法 84；人社部发〔2021〕56号 二(四)]  第二条 第 3 行"
        in zh
    )
    assert "怎么改: 删掉；已经收的退还。" in zh
    assert "not allowed: A deposit is taken" in en
    assert "没有查出问题" in as_text(build(PACK, "labour-contract", answers("labour-contract")).checked)


@pytest.mark.parametrize(
    ("text", "paper", "code", "verdict", "clauses"),
    [  # a clause, and which law it is held against
        ("每日在线不得少于10小时，迟到罚50元。", WRITTEN, "daily_hours_demanded", "not_allowed", "国务院令第174号"),
        ("扣除当月未结算收入。", WRITTEN, "pay_held_back", "not_allowed", "劳动合同法 30"),
        ("甲方可视经营情况顺延结算。", WRITTEN, "pay_held_back", "not_allowed", "劳动合同法 30"),
        ("争议提交北京仲裁委员会仲裁，一裁终局。", WRITTEN, "forum_elsewhere", "not_allowed", "劳动争议调解仲裁法 21"),
        ("双方不适用劳动法律。", WRITTEN, "law_excluded", "void", "劳动合同法 26"),
        ("双方不存在任何形式的劳动关系。", WRITTEN, "no_relation_label", "ask", "劳动合同法 7"),
        ("乙方支付违约金300000元。", CONTRACT, "penalty", "not_allowed", "劳动合同法 25"),
        ("骑手装备押金500元。", CONTRACT, "deposit", "not_allowed", "劳动合同法 9"),
        ("乙方自愿放弃社会保险。", CONTRACT, "insurance_waiver", "void", "法释〔2025〕12号 19"),
    ],
)  # fmt: skip
def test_what_a_clause_says_is_judged(text: str, paper: str, code: str, verdict: str, clauses: str) -> None:
    found = check_text(PACK, text, paper)
    one = next(one for one in found.judgements if one.code == code)
    assert one.verdict == verdict
    assert any(cite.startswith(clauses) for cite in (one.source, *one.also))
    assert found.clauses[0].state == ("not_judged" if verdict == "ask" else "against_law")


def test_a_subject_that_is_only_mentioned_is_not_judged() -> None:
    found = check_text(PACK, "书面协议\n工作时间另行通知。\n乙方服从甲方的一切安排。", "written-agreement")
    hours = next(one for one in found.judgements if one.code == "hours")
    assert (hours.verdict, hours.state) == ("not_judged", "not_judged")
    assert [one.state for one in found.clauses] == ["not_judged", "not_judged"]
    assert not found.clean
    assert "没有判断的句子（请人看）: 2" in as_text(found)
    assert found.as_json()["states"] == {"in_order": 0, "against_law": 0, "not_judged": 2}


def test_a_sentence_is_in_order_only_when_every_part_was_judged() -> None:
    half = check_text(PACK, "甲方不收取押金，乙方服从甲方的一切安排。", "written-agreement")
    whole = check_text(PACK, "甲方不收取押金，不扣押乙方的身份证。", "written-agreement")
    assert [one.state for one in half.clauses] == ["not_judged"]
    assert [one.state for one in whole.clauses] == ["in_order"]


def test_english_that_no_rule_understands_is_not_judged() -> None:
    found = check_text(PACK, "The working hours follow from the dispatcher's instructions.", "written-agreement")
    assert [one.state for one in found.clauses] == ["not_judged"]
    assert next(one for one in found.judgements if one.code == "hours").verdict == "not_judged"


def test_the_bound_is_the_figure_of_the_day() -> None:
    import dataclasses

    daily = PACK.parameters["agreement.daily_hours"]
    later = dataclasses.replace(daily.values[-1], value=6, valid_from=dt.date(2030, 1, 1))
    changed = dataclasses.replace(daily, values=(*daily.values, later))
    pack = dataclasses.replace(PACK, parameters={**PACK.parameters, daily.id: changed}, hash="changed")
    told = [
        check_text(pack, "乙方每日工作7小时。", "labour-contract", on=day).judgements[0].verdict
        for day in (dt.date(2026, 1, 1), dt.date(2030, 1, 1))
    ]
    assert told == ["fine", "not_allowed"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("300,000", [300000]), ("30万", [300000]), ("三十万", [300000]), ("十", [10]), ("十二", [12]),
     ("两千零五", [2005]),
     ("二百", [200]), ("8至12", [8, 12]), ("8小时至十二", [8, 12]), ("伍佰", [500]), ("二〇二六", [2026]),
     ("1.5", [1.5]), ("9" * 5_000, []), ("五" * 5_000, []), ("亿" * 5_000, [])],
)  # fmt: skip
def test_numbers_are_read(text: str, wanted: list[float]) -> None:
    assert [float(one) for one in numbers(text)] == wanted


@pytest.mark.parametrize("number", ["9" * 5_000, "五" * 5_000, "亿" * 5_000])
def test_a_number_that_is_none_is_not_judged_by_it(number: str) -> None:
    judged = check_text(PACK, f"乙方每日工作{number}小时。", CONTRACT).judgements
    assert {one.verdict for one in judged}.isdisjoint({"fine", "void"})
