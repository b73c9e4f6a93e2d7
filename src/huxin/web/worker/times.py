"""How long a procedure takes 办结时限: what law and higher documents fix, and what the office itself promises.

A deadline whose length nobody fixed yet, or whose text was not read, is told as what is reckoned with for now.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huxin.casework.service import city_adoptions, city_pack, today
from huxin.core.service import english
from huxin.law.clocks import lengths
from huxin.law.clocks.model import Length
from huxin.law.pack.model import DECISION_GRADE
from huxin.law.procedures import Procedure
from huxin.law.procedures.model import Clock
from huxin.ui.templatetags.words import say


def whole_time(procedure: Procedure) -> str:
    """From filing to the result: the promise of the office; where there is none, every deadline until then."""
    after = [one for one in procedure.clocks if "file" not in {event.act for event in one.stop}]
    return _promise(procedure) or _listed(after) or _("还没有规定")


def fixed_time(procedure: Procedure) -> str:
    """The statutory time 法定办结时限: each deadline that rests on a law or on a document of nation or province."""
    days = procedure.guide.statutory_days if procedure.guide else None
    above = [one for one in procedure.clocks if _set_above(one)]
    return _listed(above, above=True) or _working_days(days) or _("没有统一规定")


def promised_time(procedure: Procedure) -> str:
    """The promised time 承诺办结时限: in one figure, or each deadline that the office set itself."""
    own = [one for one in procedure.clocks if not _set_above(one)]
    nothing = _("还没有规定") if len(own) == len(procedure.clocks) else _("照规定的时间")
    return _promise(procedure) or _listed(own) or nothing


def _set_above(clock: Clock) -> bool:
    """Whether a deadline was set above the city, and not as a proposal."""
    source = city_pack().instrument(clock.source)
    return source.level != "city" and source.status in ("law", "binding", "judicial") and clock.confidence != "proposal"


def _promise(procedure: Procedure) -> str:
    promised = procedure.guide.promised_days if procedure.guide else None
    if promised is None or isinstance(promised, int):
        return _working_days(promised)
    length = lengths(city_pack(), city_adoptions())(promised["param"], today())
    if length.value is None:
        return _("还没有规定")
    text = _working_days(length.value)
    return text if length.certain else _reckoned(text)


def _reckoned(text: str) -> str:
    return _("%(days)s（本市还没正式确认，先按这个算）") % {"days": text}


def _not_read(text: str) -> str:
    return _("%(days)s（原文还没有核对，先按这个算）") % {"days": text}


def _working_days(days: int | None) -> str:
    return "" if days is None else ngettext("%(n)s 个工作日", "%(n)s 个工作日", days) % {"n": days}


def _listed(clocks: Iterable[Clock], *, above: bool = False) -> str:
    """Each with its length, those that are certain first; the others wait for the city, or ``above`` it for the text.

    What is counted back from a day that somebody sets takes no time of its own.
    """
    look = lengths(city_pack(), city_adoptions())
    found: dict[bool, list[str]] = {True: [], False: []}
    for clock in clocks:
        length = (
            Length(clock.length, clock.confidence in DECISION_GRADE)
            if isinstance(clock.length, int)
            else look(clock.length["param"], today())
        )
        if length.value is not None and not clock.before:
            found[length.certain].append(f"{say(clock.label)} {_long(length.value, clock.unit)}")
    comma = "; " if english() else "；"
    marked = _not_read if above else _reckoned
    return comma.join([*found[True], *([marked(comma.join(found[False]))] if found[False] else [])])


def _long(length: int, unit: str) -> str:
    if unit == "year":
        return ngettext("%(n)s 年", "%(n)s 年", length) % {"n": length}
    return _working_days(length) if unit == "w" else f"{length} {_('天')}"
