"""Collective disputes 集体争议: many people, one matter, one respondent; delegates; and the early sign of one.

From how many people on and how many delegates are dated values of the pack (浙江省劳动人事争议调解仲裁条例 40); how
many disputes within how many days are an early sign 群体纠纷苗头 is the city's own figure (通知三(三)).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _

from huxin.casework.service import (
    NAMING,
    BulkResult,
    CompanyDisputes,
    Member,
    city_adoptions,
    city_pack,
    group_count,
    groups,
    members,
    perform_many,
    today,
)
from huxin.feeds.service import company_totals
from huxin.identity.service import Actor
from huxin.law import InputError
from huxin.law.cleaning import names_in
from huxin.law.clocks import Length, lengths
from huxin.people.service import Company, company_person, details_of

MEDIATION = "one-stop-mediation"
_COLLECTIVE = ("dispute.collective_people", "dispute.delegates_least", "dispute.delegates_most")


@dataclass(frozen=True)
class Signs:
    """Companies with many open disputes in the actor's scope, and by which figures they were looked for.

    ``falls``: the platforms whose pay fell; each is a sign of its own, with disputes or before there is one.
    """

    days: Length
    least: Length
    fall: Length
    found: list[CompanyDisputes]
    falls: list[Fall]

    @property
    def certain(self) -> bool:
        """Whether the city made these figures its own."""
        return self.days.certain and self.least.certain and self.fall.certain


@dataclass(frozen=True)
class Collective:
    """The open cases of one matter against one company.  ``least``: from how many people it is a collective dispute."""

    company: str
    code: str
    matter: str
    members: list[Member]
    least: Length
    fewest: Length
    most: Length

    @property
    def people(self) -> int:
        """For how many people the cases were filed, together."""
        return sum(one.people for one in self.members)

    @property
    def reached(self) -> bool:
        """Whether the law asks for delegates."""
        return self.least.value is not None and self.people >= self.least.value

    @property
    def delegates(self) -> tuple[str, ...]:
        """Everybody who was named in one of the cases, each once."""
        return tuple(dict.fromkeys(name for one in self.members for name in names_in(one.delegates)))


def _rooms() -> list[str]:
    return [one.id for one in city_pack().procedures.values() if one.room == "disputes"]


def _length(name: str) -> Length:
    return lengths(city_pack(), city_adoptions())(name, today())


def early_signs(actor: Actor) -> Signs:
    """The companies by name, most disputes first."""
    days, least = _length("dispute.group_days"), _length("dispute.group_cases")
    found: list[CompanyDisputes] = []
    if days.value is not None and least.value is not None:
        found = groups(actor, _rooms(), today() - timedelta(days=days.value), least.value)
    falls = pay_falls(actor)
    known = {one.code for one in found}
    quiet = [CompanyDisputes(one.company, one.code, 0, []) for one in falls if one.code not in known]
    return Signs(days, least, _length("dispute.pay_fall"), [*found, *quiet], falls)


def sees_signs(actor: Actor) -> bool:
    """Whether this officer mediates: early signs are for those who can settle, before they are anybody's case."""
    procedure = city_pack().procedures.get(MEDIATION)
    own = procedure is not None and actor.kind == "officer" and actor.department == procedure.department
    return procedure is not None and own and not procedure.carriers.isdisjoint(actor.roles)


@dataclass(frozen=True)
class Fall:
    """Half of a company's orders paid at most ``before_fen``, and now ``now_fen``: so many per cent less."""

    company: str
    code: str
    before_fen: int
    now_fen: int
    percent: int


def pay_falls(actor: Actor) -> list[Fall]:
    """Platforms whose middle pay of an order fell as far as the city calls a sign, the deepest first.

    Two spans of the same length are held against each other; one with few people is not.
    """
    days, least, few = (_length(one).value for one in ("dispute.pay_days", "dispute.pay_fall", "figures.least_workers"))
    if days is None or least is None or not sees_signs(actor):
        return []
    last, found = today(), list[Fall]()
    middle = last - timedelta(days=days)
    for company in Company.objects.filter(kind="platform").order_by("credit_code"):
        before = company_totals(company.credit_code, middle - timedelta(days=days - 1), middle)
        now = company_totals(company.credit_code, middle + timedelta(days=1), last)
        if before is None or now is None or min(before.workers, now.workers) < (few or 0):
            continue
        if before.middle_fen and now.middle_fen is not None:
            percent = (before.middle_fen - now.middle_fen) * 100 // before.middle_fen
            if percent >= least:
                found.append(Fall(company.name, company.credit_code, before.middle_fen, now.middle_fen, percent))
    return sorted(found, key=lambda one: -one.percent)


def sign_count(actor: Actor) -> int:
    """How many companies these are; none for whoever does not mediate."""
    if not sees_signs(actor):
        return 0
    days, least = _length("dispute.group_days"), _length("dispute.group_cases")
    if days.value is None or least.value is None:
        return 0
    return group_count(actor, _rooms(), today() - timedelta(days=days.value), least.value)


def collectives(actor: Actor, code: str) -> list[Collective]:
    """The open cases against a company by matter, those with most people first; empty outside the actor's scope."""
    company = company_person(code)
    by_matter: dict[str, list[Member]] = {}
    for one in members(actor, _rooms(), code):
        by_matter.setdefault(one.matter, []).append(one)
    if company is None or not by_matter:
        return []
    name = details_of(company).name
    figures = [_length(one) for one in _COLLECTIVE]
    found = [Collective(name, code, matter, rows, *figures) for matter, rows in by_matter.items() if matter]
    return sorted(found, key=lambda one: (-one.people, one.matter))


def collective(actor: Actor, code: str, matter: str) -> Collective | None:
    """One of them; None where the actor sees no such case."""
    return next((one for one in collectives(actor, code) if one.matter == matter), None)


def name_delegates(actor: Actor, group: Collective, text: str, *, key: str) -> list[BulkResult]:
    """Write the delegates into every case of the group; answers what became of each.

    Raises InputError for a group that is too small, and for too few or too many names.
    """
    names = names_in(text)
    if not group.reached:
        hint = _("不到 %(value)s 人，各办各的，不用推举代表。") % {"value": group.least.value}
        raise InputError("collective", "delegates", f"{group.people} people", f"{group.least.value} or more", hint)
    fewest, most = group.fewest.value, group.most.value
    if fewest is None or most is None or not fewest <= len(names) <= most:
        hint = _("推举 %(fewest)s 到 %(most)s 名代表，名字用顿号隔开。") % {"fewest": fewest, "most": most}
        raise InputError("delegates", "delegates", f"{len(names)} names", f"{fewest} to {most} names", hint)
    numbers = [one.case.no for one in group.members]
    payload = {"delegates": "、".join(names), "cases": "、".join(numbers)[:4000]}
    return perform_many(actor, numbers, NAMING, payload, key=key)
