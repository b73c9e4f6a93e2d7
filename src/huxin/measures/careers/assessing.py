"""技能等级评价 (通知二(二)): years that records prove, the level below on record, the person who sits there, the marks.

The marks decide; an officer announces what they say and cannot say otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from huxin.casework.service import Dossier, Step, city_adoptions, city_pack, today
from huxin.law import InputError
from huxin.law.clocks import lengths
from huxin.law.dates import day_of
from huxin.measures.careers.certifying import ASSESSMENT
from huxin.measures.careers.models import Certificate
from huxin.people.service import Agreement, Engagement, Person, details_of

LEAST_MARKS: Final = "skill.pass_mark"
LOWEST: Final = "5"
YEAR: Final = 12


def proven_months(person: Person) -> int:
    """The calendar months in which the register shows work: engagements and agreements, each month once."""
    spans = [
        *Engagement.objects.filter(person=person).values_list("since", "until"),
        *Agreement.objects.filter(person=person).exclude(status="replaced").values_list("start_on", "end_on"),
    ]
    return len(set(_months(spans)))


def _months(spans: Iterable[tuple[date, date | None]]) -> Iterable[int]:
    now = today()
    for since, until in spans:
        last = min(until or now, now)
        yield from range(since.year * YEAR + since.month, last.year * YEAR + last.month + 1)


def proof(dossier: Dossier, payload: Mapping[str, Any]) -> dict[str, int]:
    """What the register proves of the years, in months; an application of a company for itself has none."""
    person = dossier.case.applicant
    return {"proven_months": proven_months(person) if person.kind == "natural" else 0}


def guard_file(dossier: Dossier, step: Step) -> None:
    """Years are claimed as far as records prove them; a higher level needs the one below on record."""
    person, said = dossier.case.applicant, step.payload
    if person.kind != "natural":
        hint = _("评价的是人，请本人报考。单位要给职工组织评价的，让他们各自报考。")
        raise InputError("person", "act", "file", "a natural person", hint)
    proven, claimed = int(str(said.get("proven_months") or 0)), int(str(said["years"]))
    if claimed * YEAR > proven:
        hint = _("登记里的用工、协议能证明 %(months)s 个月，年数不能多写。先让企业把用工名单报上来。") % {
            "months": proven
        }
        raise InputError("years", "payload.years", claimed, f"at most {proven // YEAR}", hint)
    level = str(said["level"])
    if level == LOWEST:
        return
    below = str(int(level) + 1)
    held = Certificate.objects.filter(
        person=person, kind="level", occupation=str(said["occupation"]), level=below, revocation=None
    )
    if not held.exists():
        hint = _("登记里没有你这个职业低一级的证书，先考低一级。")
        raise InputError("level", "payload.level", level, f"a certificate of level {below}", hint)


def guard_schedule(dossier: Dossier, step: Step) -> None:
    """An examination lies ahead."""
    day, made = str(step.payload["exam_on"]), day_of(step.at).isoformat()
    if day < made:
        hint = _("考试的日子已经过了，写今天或者以后的日子。")
        raise InputError("past", "payload.exam_on", day, f"a day from {made} on", hint)


def guard_examine(dossier: Dossier, step: Step) -> None:
    """Marks come after the day of the examination, of the person whose account applied."""
    scheduled = dossier.last("schedule")
    day = str(scheduled.payload["exam_on"]) if scheduled is not None else ""
    if day_of(step.at).isoformat() < day:
        hint = _("考试定在 %(day)s，还没考，不能登记成绩。") % {"day": day}
        raise InputError("too_early", "act", "examine", f"{day} or later", hint)
    number = details_of(dossier.case.applicant).id_number
    if str(step.payload["id_tail"]).strip().upper() != number[-4:].upper():
        hint = _("身份证后四位和报考的人对不上，核对是不是本人。不是本人不登记成绩。")
        raise InputError("identity", "payload.id_tail", "four other signs", "the end of the applicant's number", hint)


def result(dossier: Dossier, payload: Mapping[str, Any]) -> dict[str, str]:
    """What the marks say: passed with both at the pass mark of the city, else what was not reached."""
    marks, least = dossier.last("examine"), lengths(city_pack(), city_adoptions())(LEAST_MARKS, today()).value
    if marks is None or least is None:
        hint = _("还没有成绩，或者本市没有定合格线，不能公布结果。")
        raise InputError("no_marks", "act", "decide", "marks, and a pass mark of the city", hint)
    parts = (("theory_score", "理论"), ("practice_score", "实操"))
    low = [f"{word} {marks.payload[name]} 分" for name, word in parts if int(str(marks.payload[name])) < least]
    return {"outcome": "failed" if low else "passed", "reason": f"{'、'.join(low)}，不到 {least} 分" if low else ""}


def guard_decide(dossier: Dossier, step: Step) -> None:
    """A certificate has a number when the marks passed, and there is none when they did not."""
    passed, number = step.payload["outcome"] == "passed", str(step.payload.get("certificate_no") or "").strip()
    if passed and not number:
        hint = _("成绩合格，写上证书编号。")
        raise InputError("missing", "payload.certificate_no", "nothing", "the number of the certificate", hint)
    if not passed and number:
        hint = _("成绩没到合格线（%(reason)s），不能发证，去掉证书编号。") % {"reason": step.payload.get("reason", "")}
        raise InputError("not_passed", "payload.certificate_no", number, "left out", hint)


COMPUTED: Final[Mapping[str, Callable[[Dossier, Mapping[str, Any]], Mapping[str, Any]]]] = {
    "file": proof,
    "decide": result,
}
GUARDS: Final = {
    "file": guard_file, "schedule": guard_schedule, "examine": guard_examine, "decide": guard_decide,
}  # fmt: skip
PROCEDURE: Final = ASSESSMENT
