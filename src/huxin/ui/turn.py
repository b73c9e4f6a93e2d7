"""下一步: one sentence for everybody who looks at a case: what you must do, what the others must do, by when, and what
follows if not; in the words of its procedure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from huxin.casework.service import (
    Dossier,
    OwedStep,
    chosen_remedy,
    office_name,
    owed_now,
    owes,
    own_clocks,
    side_word,
    today,
)
from huxin.core.service import english
from huxin.law.clocks import ClockState
from huxin.law.procedures import OFFICERS
from huxin.ui.formatting import role_names
from huxin.ui.templatetags.words import day, say


@dataclass(frozen=True)
class TurnLine:
    """One step as it is told.  ``mine``: it is the reader's; ``who``: whose else; ``lines`` explain the day."""

    text: str
    mine: bool
    who: str = ""
    otherwise: str = ""
    due: date | None = None
    late: bool = False
    office: bool = False
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class CaseDate:
    """A deadline of the reader's own beside the step: until when something can still be asked for.

    ``proposed``: by a length that the city has not adopted.
    """

    label: str
    due: date
    lines: tuple[str, ...]
    proposed: bool = False


def next_lines(dossier: Dossier) -> list[TurnLine]:
    """What has to be done next, whose turn it is first; a case that is over has one line that says so."""
    return [_line(dossier, one) for one in owed_now(dossier)]


def _line(dossier: Dossier, step: OwedStep) -> TurnLine:
    mine, now = owes(dossier, step), today()
    what, who = say(step.turn.do), "" if mine else _who(dossier, step)
    text = what if not step.who else (_("轮到你：%(what)s。") if mine else _("等%(who)s：%(what)s。"))
    parts = [text % {"what": what, "who": who}] if step.who else [text]
    if step.opens is not None and step.opens > now and step.clock is not None:
        said = {"clock": say(step.clock.label), "day": day(step.opens - timedelta(days=1))}
        parts.append(_("%(clock)s到 %(day)s，过了才能办。") % said)
    if step.due is not None:
        late = _("%(day)s 到期，已经晚了。") if step.late(now) else _("最晚 %(day)s。")
        parts.append(late % {"day": day(step.due)})
        if step.clock is not None and step.clock.proposed:
            parts.append(_("办理期限按建议值，本市还没有定。"))
    otherwise = say(step.turn.otherwise)
    return TurnLine(
        text="".join(parts) if not english() else " ".join(parts),
        mine=mine,
        who=who,
        otherwise=_("不办会怎样：%(what)s。") % {"what": otherwise} if otherwise else "",
        due=step.due,
        late=step.late(now),
        office=step.office,
        lines=_lines(step.clock),
    )


def _who(dossier: Dossier, step: OwedStep) -> str:
    """Whoever owes it, as the reader may know them."""
    if step.office:
        office = office_name(dossier, "en" if english() else "zh")
        roles = "、".join(role_names().get(one, one) for one in step.who if one in OFFICERS)
        return _("%(office)s（%(roles)s）") % {"office": office, "roles": roles}
    return _("和").join(side_name(side_word(dossier, one)) for one in step.who)


def side_name(word: str) -> str:
    """A side in plain words."""
    words = {
        "worker": _("劳动者"),
        "kin": _("近亲属"),
        "unit": _("企业"),
        "respondent": _("对方"),
        "union": _("工会"),
        "party": _("申请人"),
        "complainant": _("投诉人"),
        "reporter": _("举报人"),
    }
    return words.get(word, _("经办单位"))


def _lines(clock: ClockState | None) -> tuple[str, ...]:
    return () if clock is None else tuple(clock.lines_en if english() else clock.lines)


def case_dates(dossier: Dossier) -> list[CaseDate]:
    """The reader's other deadlines that have not passed, those first that end first."""
    running = [one for one in own_clocks(dossier) if one.due is not None and one.due >= today()]
    found = [CaseDate(say(one.label), one.due, _lines(one), one.proposed) for one in running if one.due is not None]
    way = chosen_remedy(dossier)
    if way is not None and not way.over(today()):
        said = {"way": say(way.route.label), "to": say(way.route.to)}
        found.append(CaseDate(_("自己去办“%(way)s”：向%(to)s提出") % said, way.last, ()))
    return sorted(found, key=lambda one: one.due)


def my_dates(dossier: Dossier) -> list[CaseDate]:
    """Every day that the reader has in this case: of the steps that are theirs, and the other deadlines."""
    steps = [one for one in owed_now(dossier) if owes(dossier, one) and one.due is not None]
    mine = [
        CaseDate(say(one.turn.do), one.due, _lines(one.clock), one.clock is not None and one.clock.proposed)
        for one in steps
        if one.due is not None
    ]
    return sorted([*mine, *case_dates(dossier)], key=lambda one: one.due)
