"""A rule that a procedure names runs where its cases are filed, for both sides; nothing declared hangs loose."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from huxin.casework.case.hooks import measure_of
from huxin.casework.case.references import _keepers
from huxin.casework.law.city import forget_adoptions
from huxin.casework.service import adopt, city_pack, perform, result_of, today, view_case
from huxin.identity.service import Actor
from huxin.law import InputError, load_pack
from huxin.ui.result import result_card
from tests.first_floor.test_parties import code_of
from tests.procedures.test_who_writes_to_whom import opened
from tests.support import key, make_company, make_officer, make_worker

PACKS = ("national", "zhejiang", "wenzhou", "example")
LOADED = {pack: load_pack(pack) for pack in PACKS}
ALL = [(pack, name) for pack in PACKS for name in sorted(LOADED[pack].procedures)]


@pytest.mark.parametrize(("pack", "name"), ALL)
def test_an_item_that_is_named_runs(pack: str, name: str) -> None:
    """Its facts are declared, or a measure gives them, for one person or for everybody on a list."""
    one = LOADED[pack].procedures[name]
    if one.item is None or one.item not in LOADED[pack].items:
        return
    assert one.facts or measure_of(name) is not None, f"{pack}/{name}: '{one.item}' would never run"


@pytest.mark.parametrize(("pack", "name"), ALL)
def test_what_an_answer_names_is_kept_somewhere(pack: str, name: str) -> None:
    for act in LOADED[pack].procedures[name].acts:
        for one in LOADED[pack].procedures[name].fields_of(act):
            assert one.refers is None or one.refers.to == "elsewhere" or one.refers.to in _keepers, (act, one.name)


def adopted(item: str, document: str) -> None:
    """The city makes every figure its own that a rule used."""
    policy = make_officer("policy_admin", county="", department="hrss")
    for parameter in city_pack().parameters.values():
        if not parameter.id.startswith(item):
            continue
        for segment in parameter.values:
            if segment.value is not None and parameter.type != "table":
                start = segment.valid_from or date(2015, 1, 1)
                value = str(segment.value).lower() if parameter.type == "bool" else str(segment.value)
                adopt(policy, parameter.id, value, start, document, key=key())
    forget_adoptions()


def joining(worker: Actor, **changes: Any) -> str:
    month = f"{today():%Y-%m}"
    said = {"lines": ["pension"], "chosen_base": "5000.00", "from_month": month, "unit_insured": False, **changes}
    return opened("flexible-insurance-joining", worker, **said)


@pytest.mark.django_db
def test_joining_is_computed_at_filing_and_bounded_in_words() -> None:
    worker, office = make_worker(), make_officer("handler")
    no = joining(worker)
    for actor in (worker, office):
        card = result_card(view_case(actor, no))
        assert card is not None
        assert any("1,000.00" in one or "1000.00" in one for one in card["outputs"]), card["outputs"]
        assert "税务" in card["note"]
    for changes, words in (
        ({"chosen_base": "100.00"}, "4986.00"),
        ({"chosen_base": "99999.00"}, "25299.00"),
        ({"from_month": "2020-01"}, "不能早于"),
    ):
        with pytest.raises(InputError, match=words):
            joining(make_worker(), **changes)
    perform(office, no, "accept", {}, key=key())
    registered = {"outcome": "registered", "first_month": f"{today():%Y-%m}", "clause": "社保法 10"}
    with pytest.raises(InputError, match="1000"):
        perform(office, no, "decide", {**registered, "amount": "5.00"}, key=key())
    perform(office, no, "decide", {**registered, "amount": "1000.00"}, key=key())
    found = result_of(view_case(worker, no))
    assert found is not None
    assert found.decided


@pytest.mark.django_db
def test_a_joining_without_pension_runs_no_pension_rule() -> None:
    worker = make_worker()
    assert result_card(view_case(worker, joining(worker, lines=["medical"]))) is None


@pytest.mark.django_db
def test_both_sides_and_the_office_see_the_relation_and_what_is_missing() -> None:
    worker, company, office = make_worker(), make_company(), make_officer("handler")
    answers = {"asserted_label": "agreement", "company_code": code_of(company)}
    marks = dict.fromkeys(("P2", "P4", "P5", "P6", "P7", "E1", "E2", "E3", "E4", "O1", "O2", "O3", "O4", "O5"), True)
    free = dict.fromkeys(("P1", "P3", "P8", "E5", "E6", "E7", "A2", "over_age"), False)
    no = opened("relation-assessment", worker, **answers, **marks, **free)
    assert result_card(view_case(worker, no)) is not None
    perform(office, no, "accept", {}, key=key())
    card = result_card(view_case(office, no))
    assert card is not None
    assert any("劳动关系" in one for one in card["outputs"])
    assert all(one["clause"] for one in card["reasons"])
    other = {"outcome": "civil", "facts": "自己有客户", "clause": "135号 二(一)"}
    with pytest.raises(InputError, match="劳动关系"):
        perform(office, no, "assess", other, key=key())
    perform(office, no, "assess", {**other, "remark": "单位交来的记录和申请人说的不同"}, key=key())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "relation", "words"),
    [
        ({"asserted_label": "labour_contract", "contract_with": "firm"}, "labour_relation", "劳动合同"),
        ({"asserted_label": "labour_contract", "contract_with": "partner"}, "undecided", "另一家公司"),
        ({"asserted_label": "dispatch", "contract_with": "dispatch_firm"}, "dispatch", "派遣公司"),
        ({"asserted_label": "agreement"}, "undecided", "合作协议、书面协议"),
        ({"asserted_label": "nothing"}, "undecided", "还不够下结论"),
        ({"asserted_label": "labour_contract", "over_age": True}, "over_age", "书面用工协议"),
    ],
)
def test_the_paper_that_was_signed_counts_where_it_affirms(said: dict[str, Any], relation: str, words: str) -> None:
    """劳动合同法 7, 10, 58; 部令56号 6: a contract and a single fact of use are enough; no code stands in a reason."""
    worker, office = make_worker(), make_officer("handler")
    facts = city_pack().procedures["relation-assessment"].facts["indicators"].answers
    unsaid = dict.fromkeys((*facts, "contract_with", "over_age"), None)
    code = code_of(make_company())
    no = opened("relation-assessment", worker, **unsaid | {"company_code": code, "P4": True} | said)
    perform(office, no, "accept", {}, key=key())
    found = result_of(view_case(office, no))
    assert found is not None
    assert found.result["outputs"]["relation"]["value"] == relation
    told = " ".join(one["text"] for one in found.result["reasons"])
    assert words in told
    assert "_" not in told


@pytest.mark.django_db
def test_a_startup_subsidy_is_what_the_rule_gives() -> None:
    """99,999 where the rule gives another sum is refused; so is anything while the city has not adopted the figures."""
    worker = make_worker()
    office, other = make_officer("handler"), make_officer("approver")
    said = {"business_kind": "individual", "registered_on": "2025-01-02", "first_time": True, "group": "hardship",
            "has_hires": False}  # fmt: skip
    no = opened("startup-subsidy", worker, **said)
    card = result_card(view_case(worker, no))
    assert card is not None
    assert card["certainty"] == "estimate"
    perform(office, no, "accept", {}, key=key())
    grant = {"outcome": "granted", "amount": "99999.00", "clause": "浙政发〔2015〕21号"}
    with pytest.raises(InputError, match="没有由本市确认"):
        perform(office, no, "propose", grant, key=key())
    adopted("startup.", "温人社〔2026〕9号")
    right = result_of(view_case(office, no))
    assert right is not None
    assert (right.result["verdict"], right.result["certainty"]) == ("granted", "decision")
    amount = right.result["outputs"]["amount"]["value"]
    with pytest.raises(InputError, match=amount):
        perform(office, no, "propose", grant, key=key())
    perform(office, no, "propose", {**grant, "amount": amount}, key=key())
    perform(other, no, "decide", {**grant, "amount": amount}, key=key())
    assert view_case(worker, no).owed_fen == int(amount.replace(".", ""))


@pytest.mark.django_db
def test_a_loan_claim_counts_each_period_of_interest_and_a_limit_is_no_claim() -> None:
    worker, office, other = make_worker(), make_officer("handler"), make_officer("approver")
    said = {"want": "interest", "borrower": "person", "partners": 1, "group": "hardship", "principal": "200000.00",
            "times_before": 0, "contract_on": "2025-02-03", "rate": "3.60", "lpr": "3.10"}  # fmt: skip
    no = opened("startup-loan", worker, **said)
    first = result_of(view_case(worker, no))
    assert first is not None
    assert first.result["verdict"] == "not_yet"
    period = {"balance": "200000.00", "interest_paid": "1800.00", "overdue": False}
    with pytest.raises(InputError, match="不能早于"):
        perform(worker, no, "report_interest", {**period, "from_day": "2025-01-01", "to_day": "2025-05-03"}, key=key())
    with pytest.raises(InputError, match=r"200000\.00"):
        wrong = {**period, "balance": "900000.00", "from_day": "2025-02-03", "to_day": "2025-05-03"}
        perform(worker, no, "report_interest", wrong, key=key())
    perform(worker, no, "report_interest", {**period, "from_day": "2025-02-03", "to_day": "2025-05-03"}, key=key())
    one = result_of(view_case(worker, no))
    perform(worker, no, "report_interest", {**period, "from_day": "2025-05-03", "to_day": "2025-08-03"}, key=key())
    two = result_of(view_case(office, no))
    assert one is not None
    assert two is not None
    # 200,000 × 3.60 % ÷ 2 ÷ 360 = 10.00 a day: 89 days, then 92 more
    assert one.result["outputs"]["amount"]["value"] == "890.00"
    assert two.result["outputs"]["amount"]["value"] == "1810.00"
    perform(office, no, "accept", {}, key=key())
    limit = {"outcome": "eligible", "amount": "200000.00", "clause": "财金〔2023〕75号"}
    with pytest.raises(InputError, match="贴息"):
        perform(office, no, "propose", limit, key=key())
    adopted("loan.", "温人社〔2026〕9号")
    grant = {"outcome": "granted", "amount": "1810.00", "clause": "财金〔2023〕75号"}
    perform(office, no, "propose", grant, key=key())
    perform(other, no, "decide", grant, key=key())
    assert view_case(worker, no).owed_fen == 181000
    loan = opened("startup-loan", make_worker(), **{**said, "want": "loan"})
    with pytest.raises(InputError, match="没有贴息"):
        perform(
            office, loan, "report_interest", {**period, "from_day": "2025-02-03", "to_day": "2025-05-03"}, key=key()
        )
