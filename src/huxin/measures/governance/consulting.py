"""集体协商 (通知三(三), 浙江省集体合同条例): who speaks, what the records say, and that both sides and the vote agree.

A firm alone never has an agreement: the workers' side votes, and the side that did not write the draft agrees to it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Final

from django.utils.translation import gettext as _

from huxin.casework.service import Dossier, Step, cases_about, city_pack, join_office, number_of_city, today
from huxin.feeds.service import company_totals
from huxin.identity.service import SYSTEM
from huxin.law import InputError
from huxin.law.cleaning import names_in
from huxin.law.dates import add_years, day_of
from huxin.law.values import read
from huxin.people.service import company_person, yuan

PROCEDURE: Final = "collective-consultation"
FINDING_ROOMS: Final = ("disputes", "inspections")
"""Rooms whose cases against a firm a demand counts."""


def _value(name: str) -> Any:
    """A figure of the pack today; None where it has none."""
    return number_of_city(name, today())


# --- what the program works out ---


def figures(dossier: Dossier, payload: Mapping[str, Any]) -> dict[str, str]:
    """What orders and cases say of the firm over the last days: sums of enough people, counts of cases; nobody."""
    code, days = str(payload.get("company_code") or ""), _value("consultation.figure_days")
    person = company_person(code)
    if person is None or days is None:
        return {"figures": ""}
    last = today()
    first = last - timedelta(days=days - 1)
    lines = [*_orders(code.upper(), first, last), *_cases(person.id, first)]
    return {"figures": "\n".join(lines)}


def _orders(code: str, first: date, last: date) -> list[str]:
    """Written in Chinese whoever files it: it stands in the demand."""
    found, least, days = company_totals(code, first, last), _value("figures.least_workers") or 0, f"{first} 到 {last}"
    if found is None:
        return [f"{days}：企业没有报送订单。"]
    if found.workers < least:
        return [f"{days}：接单的不到 {least} 人，不写合计。"]
    lines = [f"{days}：{found.workers} 人完成 {found.orders} 单，报酬一共 {yuan(found.pay_fen)} 元。"]
    if found.middle_fen is not None:
        lines.append(f"一半的订单报酬不超过 {yuan(found.middle_fen)} 元。")
    return [*lines, f"扣过钱的 {found.deductions} 单，一共扣 {yuan(found.deducted_fen)} 元。"]


def _cases(person: Any, first: date) -> list[str]:
    procedures = {one.id: one for one in city_pack().procedures.values() if one.room in FINDING_ROOMS}
    count: dict[str, int] = {}
    for case in cases_about(SYSTEM, procedures, person):
        if day_of(case.filed_at) >= first and case.applicant_id != person:
            count[case.procedure] = count.get(case.procedure, 0) + 1
    return [f"{procedures[name].label['zh']}：{number} 件" for name, number in sorted(count.items())]


def draft_no(dossier: Dossier, payload: Mapping[str, Any]) -> dict[str, int]:
    """The running number of a draft."""
    return {"draft_no": len(_drafts(dossier)) + 1}


def _drafts(dossier: Dossier) -> list[Step]:
    return [step for step in dossier.steps if step.act == "offer"]


def voted(dossier: Dossier, payload: Mapping[str, Any]) -> dict[str, Any]:
    """Whether the draft passed, of counts that can be true.  Raises InputError."""
    try:
        entitled, present, favour = (_count(payload.get(name)) for name in ("entitled", "present", "in_favour"))
    except ValueError:
        return {"draft_no": len(_drafts(dossier)), "passed": False}  # the check of the form says what is wrong
    if not entitled:
        return {"draft_no": len(_drafts(dossier)), "passed": False}
    if present > entitled:
        hint = _("到会的比应到的（%(n)s 人）还多，核对一下。") % {"n": entitled}
        raise InputError("bounds", "payload.present", present, f"at most {entitled}", hint)
    if favour > present:
        hint = _("赞成的比到会的（%(n)s 人）还多，核对一下。") % {"n": present}
        raise InputError("bounds", "payload.in_favour", favour, f"at most {present}", hint)
    least, over = _value("consultation.present_least"), _value("consultation.favour_over")
    if least is not None and Fraction(present, entitled) < Fraction(least):
        hint = _("到会的不到应到的 %(share)s，不能表决。人到齐了再表决。") % {"share": least}
        raise InputError("quorum", "payload.present", present, f"at least {least} of {entitled}", hint)
    return {
        "draft_no": len(_drafts(dossier)),
        "passed": over is not None and Fraction(favour, entitled) > Fraction(over),
    }


def _count(value: object) -> int:
    """A number of people as the form sends it.  Raises ValueError for none."""
    found = read("int", value)
    if not isinstance(found, int) or found < 0:
        raise ValueError("a number of people")
    return found


def filed_today(dossier: Dossier, payload: Mapping[str, Any]) -> dict[str, str]:
    """The day of filing is the day of the act."""
    return {"filed_on": today().isoformat()}


def term(dossier: Dossier, payload: Mapping[str, Any]) -> dict[str, str]:
    """From when to when the contract holds: from the last day for an objection on, for the years that were agreed."""
    agreed, clock = dossier.last("agree"), _clock(dossier)
    if payload.get("objection") is True or agreed is None or clock is None:
        return {"in_force_on": "", "ends_on": ""}
    last = add_years(clock, int(str(agreed.payload["term_years"]))) - timedelta(days=1)
    return {"in_force_on": clock.isoformat(), "ends_on": last.isoformat()}


def _clock(dossier: Dossier) -> date | None:
    """The last day for an objection of the office."""
    found = [one for one in dossier.clocks(today()).clocks if one.id == "check" and one.due is not None]
    return found[-1].due if found else None


# --- what an act must find ---


def guard_file(dossier: Dossier, step: Step) -> None:
    """Each side names enough delegates, chosen as its side chooses; where a firm asks, the union is its other side."""
    _enough(names_in(str(step.payload["delegates"])), step.payload.get("large") is True, "delegates")
    if step.by == "unit":
        join_office(dossier, step, "union", "respondent", "union")
    elif step.payload["chosen_how"] == "appointed":
        hint = _("职工方的代表由职工选举、推举；由法定代表人选派的是企业方。按实际的选。")
        raise InputError("mandate", "payload.chosen_how", "appointed", "how workers choose", hint)


def _enough(names: tuple[str, ...], large: bool, field: str) -> None:
    least = _value("consultation.delegates_least_large" if large else "consultation.delegates_least")
    if least is not None and len(names) < least:
        hint = _("每方代表至少 %(least)s 人，现在写了 %(n)s 个名字。名字用顿号隔开。") % {
            "least": least,
            "n": len(names),
        }
        raise InputError("delegates", f"payload.{field}", f"{len(names)} names", f"at least {least}", hint)


def guard_serve(dossier: Dossier, step: Step) -> None:
    """The demand of the workers reaches a firm that is registered."""
    own = dossier.steps[0].by == "unit" or dossier.steps[0].act != "file"
    if not own and company_person(str(dossier.answers.get("company_code") or "")) is None:
        hint = _("这个代码没有登记的单位，要约书送不到。先请人社局把企业登记上。")
        raise InputError("company", "act", "serve", "a registered company", hint)


def guard_exchange(dossier: Dossier, step: Step) -> None:
    """Lists are exchanged days before the talks; the firm's is not longer than the workers'."""
    names, answers = names_in(str(step.payload["own_list"])), dossier.answers
    _enough(names, answers.get("large") is True, "own_list")
    days, made = _value("consultation.exchange_days") or 0, day_of(step.at)
    meet = date.fromisoformat(str(step.payload["meet_on"]))
    if meet < made + timedelta(days=days):
        hint = _("开会前 %(days)s 天要交换议题和名单，会最早定在 %(day)s。") % {
            "days": days, "day": made + timedelta(days=days),
        }  # fmt: skip
        raise InputError(
            "too_early", "payload.meet_on", meet.isoformat(), f"{made + timedelta(days=days)} or later", hint
        )
    lists = {one.by: names_in(str(one.payload["own_list"])) for one in dossier.steps if one.act == "exchange"}
    filer = dossier.steps[0].by
    lists.setdefault(filer, names_in(str(dossier.answers.get("delegates") or "")))
    workers = next((held for by, held in lists.items() if by == "union"), ())
    if step.by != "union" and workers and len(names) > len(workers):
        hint = _("企业方的代表（%(n)s 人）不能多于职工方（%(most)s 人）。") % {"n": len(names), "most": len(workers)}
        raise InputError("delegates", "payload.own_list", f"{len(names)} names", f"at most {len(workers)}", hint)
    both = set(names) & {one for by, held in lists.items() if by != step.by for one in held}
    if both:
        hint = _("%(name)s 已经是对方的代表，一个人不能代表两方。") % {"name": sorted(both)[0]}
        raise InputError("both_sides", "payload.own_list", sorted(both)[0], "delegates of one side", hint)


def guard_meet(dossier: Dossier, step: Step) -> None:
    """A talk comes after both lists, on the day that was agreed or later."""
    sides = {one.by for one in dossier.steps if one.act == "exchange"}
    if len(sides) < len(("applicant", "respondent")):
        hint = _("双方都交了议题和名单才能开会，现在只有一方交了。")
        raise InputError("missing_side", "act", "meet", "topics and lists of both sides", hint)
    said = dossier.last("exchange")
    met, meet = date.fromisoformat(str(step.payload["met_on"])), str(said.payload["meet_on"]) if said else ""
    if meet and met < date.fromisoformat(meet):
        hint = _("约的是 %(day)s 谈，不会在这以前谈过。") % {"day": meet}
        raise InputError("too_early", "payload.met_on", met.isoformat(), f"{meet} or later", hint)


def guard_vote(dossier: Dossier, step: Step) -> None:
    """A draft is voted on after it was put forward."""
    drafted = _drafts(dossier)[-1]
    if date.fromisoformat(str(step.payload["voted_on"])) < day_of(drafted.at):
        hint = _("草案 %(day)s 才提出来，不会在这以前表决。") % {"day": day_of(drafted.at)}
        raise InputError("too_early", "payload.voted_on", step.payload["voted_on"], "a day after the draft", hint)


def guard_agree(dossier: Dossier, step: Step) -> None:
    """Nobody signs a draft that the workers did not vote for."""
    vote, drafted = dossier.last("vote"), _drafts(dossier)[-1]
    if vote is None or vote.seq < drafted.seq or vote.payload.get("passed") is not True:
        hint = _("这一稿还没有经职工代表大会表决通过，不能签。先由工会表决。")
        raise InputError("not_voted", "act", "agree", "a vote that passed this draft", hint)


def guard_revise(dossier: Dossier, step: Step) -> None:
    """Only an objection of the office reopens what was signed."""
    checked = dossier.last("review_contract")
    if checked is None or checked.payload.get("objection") is not True:
        hint = _("人社局没有异议，合同照签的生效。要改，等期满或者双方重新协商。")
        raise InputError("no_objection", "act", "revise", "an objection of the office", hint)


COMPUTED: Final[Mapping[str, Callable[[Dossier, Mapping[str, Any]], Mapping[str, Any]]]] = {
    "file": figures, "offer": draft_no, "vote": voted, "register": filed_today, "review_contract": term,
    "take_effect": term,
}  # fmt: skip
GUARDS: Final = {
    "file": guard_file, "serve": guard_serve, "exchange": guard_exchange, "meet": guard_meet, "vote": guard_vote,
    "agree": guard_agree, "revise": guard_revise,
}  # fmt: skip
