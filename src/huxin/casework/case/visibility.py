"""The one door to content: which steps, answers, files, clocks and letters of a case somebody may see.

``seen`` gives a case as its viewer may see it; every page, answer, export and file is made from that.  What computes
(clocks, rules, acts) uses ``unhidden`` inside, and no page does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final, Literal

from django.db.models import OuterRef, Subquery

from huxin.casework.case.addressees import addressed_to
from huxin.casework.case.dossier import Dossier, Step
from huxin.casework.case.viewers import covers_case, may_be_side, stands_for_applicant
from huxin.casework.law.city import city_pack
from huxin.casework.models import Act, Case, CaseParty
from huxin.identity.service import SYSTEM, Account, Actor
from huxin.law import Evaluation
from huxin.law.clocks import ActRecord, ClockReport, Forecast
from huxin.law.dates import day_of
from huxin.law.procedures import Act as ActSpec
from huxin.law.procedures import Field, Procedure
from huxin.law.procedures.model import OFFICERS, ApplicantIs
from huxin.people.service import (
    ErasedError,
    details_of,
    mask_card,
    mask_id_number,
    mask_numbers,
    mask_phone,
    masked,
    note_viewing,
)

Kind = Literal["system", "office", "auditor", "applicant", "side", "nobody"]
CONCEALED: Final = "keep_secret"
"""The question of a complaint whether the name is kept secret; yes holds to the end."""
CLAIM: Final = ("file", "complete", "add_evidence")
"""What an applicant says of the matter; a party that joins later is given it."""
UNNAMED: Final[Mapping[str, str]] = {"party": "申请人", "complainant": "投诉人", "reporter": "举报人"}
"""What stands for an applicant who is not named."""
_STRICTER: Final[tuple[ApplicantIs, ...]] = ("party", "complainant", "reporter")
MASKED: Final = frozenset({"phone", "bank_card", "id_number"})
"""Kinds of answers that the office sees masked."""
_MASKS: Final = {"phone": mask_phone, "bank_card": mask_card, "id_number": mask_id_number}


@dataclass(frozen=True)
class OtherSide:
    """Another side 对方 of a case: since which act, under which names it can be addressed."""

    part: CaseParty
    names: frozenset[str]


@dataclass(frozen=True)
class Viewer:
    """Somebody in front of one case.  ``side`` for another side; ``others``: the sides beside it."""

    actor: Actor
    kind: Kind
    side: OtherSide | None = None
    others: tuple[OtherSide, ...] = ()
    acted: Mapping[int, Any] = field(default_factory=dict)
    """The person of each account of another side that acted."""

    @property
    def office(self) -> bool:
        return self.kind in ("office", "auditor")


@dataclass
class Seen(Dossier):
    """A case as one viewer may see it: ``steps`` and what is read from them hold only that."""

    whole: Dossier = field(kw_only=True)
    viewer: Viewer = field(kw_only=True)

    @property
    def unhidden(self) -> Dossier:
        """Everything, for what computes and shows nothing of it."""
        return self.whole

    @property
    def records(self) -> list[ActRecord]:
        return self.unhidden.records

    @cached_property
    def _forbidden(self) -> frozenset[str]:
        """Names of the other sides; a clock that runs for one of them is theirs."""
        return frozenset(name for one in self.viewer.others for name in one.names)

    def clocks(self, on: date | None = None) -> ClockReport:
        report = self.unhidden.clocks(on)
        begun = day_of(begun_for(self)) if kept_from(self) else None
        if not self._forbidden and begun is None:
            return report
        shown = [one for one in report.clocks if plain(one.party or "") not in self._forbidden]
        return replace(report, clocks=[one for one in shown if begun is None or one.started_on >= begun])

    def forecast(self, on: date | None = None) -> Forecast | None:
        return self.unhidden.forecast(on)

    def evaluate(self, on: date | None = None) -> Evaluation | None:
        return self.unhidden.evaluate(on)


def plain(name: str) -> str:
    """A name or number as it is compared: without blanks, in capitals."""
    return "".join(name.split()).upper()


def viewer_of(actor: Actor, dossier: Dossier) -> Viewer:
    """As what somebody stands in front of a case.  An officer of another office that filed it is its applicant."""
    case = dossier.case
    if actor.kind == "system":
        return Viewer(actor, "system")
    if covers_case(actor, case):
        return Viewer(actor, "office")
    parties = sides_of(dossier)
    if stands_for_applicant(actor, case):
        return Viewer(actor, "applicant", acted=_acted(parties, dossier))
    sided = may_be_side(actor, case)
    part = next((one for one in parties if sided and one.part.person_id == actor.owner), None)
    if part is not None:
        others = tuple(one for one in parties if one.part.person_id != actor.owner)
        return Viewer(actor, "side", part, others, _acted(parties, dossier))
    if actor.kind == "officer" and "auditor" in actor.roles:
        return Viewer(actor, "auditor")
    return Viewer(actor, "nobody")


def sides_of(dossier: Dossier) -> list[OtherSide]:
    """The other sides, in the order in which they came in."""
    if not dossier.case.no:
        return []
    rows = CaseParty.objects.filter(case=dossier.case).select_related("person__data_key").order_by("since", "id")
    return [OtherSide(one, _names(one)) for one in rows]


def _names(part: CaseParty) -> frozenset[str]:
    try:
        details = details_of(part.person)
    except ErasedError:
        return frozenset()
    return frozenset(plain(one) for one in (details.name, details.id_number) if one)


def _acted(sides: Sequence[OtherSide], dossier: Dossier) -> dict[int, Any]:
    done = {step.actor.pk for step in dossier.steps if step.actor is not None}
    people = [one.part.person_id for one in sides]
    rows = Account.objects.filter(pk__in=done, person_id__in=people) if people else Account.objects.none()
    return dict(rows.values_list("pk", "person_id"))


def seen(actor: Actor, dossier: Dossier) -> Dossier:
    """The case as this actor may see it; the program itself sees all of it."""
    viewer = viewer_of(actor, dossier)
    if viewer.kind == "system":
        return dossier
    shown = [_step(viewer, dossier, step) for step in dossier.steps if _may(viewer, dossier, step)]
    return Seen(dossier.case, dossier.procedure, dossier.pack, shown, dossier.calendar, whole=dossier, viewer=viewer)


def _may(viewer: Viewer, dossier: Dossier, step: Step) -> bool:
    """Whether the viewer may know of an act."""
    if viewer.office or _own(viewer, dossier, step):
        return True
    spec = dossier.procedure.acts[step.act]
    if viewer.kind == "nobody" or spec.public is None:
        return False
    if spec.between:
        return _addressed(viewer, dossier, spec, step)
    if viewer.side is None:
        return True
    if _of_applicant(viewer, dossier, step):
        return _claim_is_open(viewer.side, dossier, step)
    return step.seq >= viewer.side.part.since and not _of_another(viewer, step)


def _addressed(viewer: Viewer, dossier: Dossier, spec: ActSpec, step: Step) -> bool:
    """Whether what the office wrote to one side was written to the viewer; what another side wrote never was."""
    if OFFICERS.isdisjoint(spec.by):
        return False
    mine = dossier.case.applicant_id if viewer.side is None else viewer.side.part.person_id
    return addressed_to(dossier.unhidden, spec, step.payload) == mine


def _own(viewer: Viewer, dossier: Dossier, step: Step) -> bool:
    """Whether the act is the viewer's: by the same account, person or company, or in the part of the applicant."""
    if step.actor is not None and step.actor.pk == viewer.actor.account_id:
        return True
    if viewer.kind == "applicant":
        return _of_applicant(viewer, dossier, step)
    return step.actor is not None and viewer.actor.owner is not None and _person(viewer, step) == viewer.actor.owner


def _person(viewer: Viewer, step: Step) -> Any:
    """The other side whose account did it; None for anybody else."""
    return viewer.acted.get(step.actor.pk) if step.actor is not None else None


def _of_applicant(viewer: Viewer, dossier: Dossier, step: Step) -> bool:
    """Whether somebody did it as the applicant; what an office does to a case of its own is the office's."""
    first = dossier.steps[0].by
    if step.by != first or _person(viewer, step) is not None:
        return False
    return step.seq == 1 or first not in OFFICERS | {"system"}


def standing(dossier: Dossier) -> ApplicantIs:
    """What the applicant is to the other side: as the pack says now or said when the case began, the stricter."""
    now = dossier.pack.procedures.get(dossier.case.procedure, dossier.procedure)
    return max(dossier.procedure.applicant_is, now.applicant_is, key=_STRICTER.index)


def _claim_is_open(side: OtherSide, dossier: Dossier, step: Step) -> bool:
    """What the applicant did, for another side: a reporter's acts never, a complainant's once they may be named."""
    since = side.part.since
    if standing(dossier) == "party":
        filed = dossier.steps[0].by not in OFFICERS | {"system"}
        return step.seq >= since or (filed and step.act in CLAIM)
    return step.seq >= since and named(dossier)


def named(dossier: Dossier) -> bool:
    """Whether another side may learn who applied: a party always, a reporter 举报人 never, a complainant 投诉人 after
    an act from which a letter of the case may name them."""
    letters = {letter for act in dossier.procedure.acts.values() for letter in act.letters}
    told = {dossier.pack.letters[one].reveals_applicant_from for one in letters if one in dossier.pack.letters}
    return name_told(dossier, frozenset(one for one in told if one is not None))


def name_told(dossier: Dossier, since: frozenset[str]) -> bool:
    """As ``named``, for the acts from which a complainant may be named; never who asked for secrecy 要求保密."""
    raw = dossier.unhidden
    if standing(dossier) != "complainant":
        return standing(dossier) == "party"
    return raw.answers.get(CONCEALED) is not True and any(step.act in since for step in raw.steps)


def kept_from(dossier: Dossier) -> bool:
    """Whether the case was opened for another side that may not learn who reported or complained."""
    return eyes(dossier).side is not None and not named(dossier)


def begun_for(dossier: Dossier) -> datetime:
    """When the case began for its viewer: for a side that may not learn who reported, the act with which it came in.

    The minute of a report tells who was there to make it.
    """
    side = eyes(dossier).side
    steps = dossier.unhidden.steps
    if side is None or not kept_from(dossier) or not 0 < side.part.since <= len(steps):
        return dossier.case.filed_at
    return steps[side.part.since - 1].at


def begun_for_sides(actor: Actor, cases: Iterable[Case]) -> dict[str, datetime]:
    """``begun_for`` of a list: the cases of somebody who reported or complained against this actor."""
    if actor.owner is None:
        return {}
    procedures = city_pack().procedures
    kept = [
        one.no
        for one in cases
        if one.applicant_id != actor.owner
        and (one.procedure not in procedures or procedures[one.procedure].applicant_is != "party")
    ]
    since = CaseParty.objects.filter(case_id=OuterRef("case_id"), person_id=actor.owner).order_by("since")
    rows = Act.objects.filter(case_id__in=kept, seq=Subquery(since.values("since")[:1])) if kept else Act.objects.none()
    return dict(rows.values_list("case_id", "at"))


def _of_another(viewer: Viewer, step: Step) -> bool:
    """Whether an act is one of a side beside the viewer's: done by it, or addressed to it."""
    if not viewer.others or viewer.side is None:
        return False
    if _person(viewer, step) not in (None, viewer.actor.owner):
        return True
    said = {plain(str(step.payload[name])) for name in ("to", "company_code", "party") if step.payload.get(name)}
    return bool(said) and said.isdisjoint(viewer.side.names) and any(said & one.names for one in viewer.others)


def _step(viewer: Viewer, dossier: Dossier, step: Step) -> Step:
    """The act with what the viewer may see of it."""
    if viewer.kind == "applicant" and _own(viewer, dossier, step):
        return step
    if viewer.office:
        return replace(step, payload=_answers(viewer, dossier.procedure, step))
    mine = _own(viewer, dossier, step)
    return replace(
        step,
        payload=step.payload if mine else _answers(viewer, dossier.procedure, step),
        evidence=step.evidence if mine else _papers(viewer, dossier, step),
        registers=None,
        decision=step.decision if viewer.kind == "applicant" and step.act not in dossier.procedure.proposals else None,
    )


def _answers(viewer: Viewer, procedure: Procedure, step: Step) -> dict[str, Any]:
    """The answers of somebody else: the office's masked, another side's without the personal and the prepared ones."""
    fields = {one.name: one for one in procedure.fields_of(step.act)}
    if viewer.office:
        hard = viewer.kind == "auditor"
        return {name: masked_answer(fields.get(name), value, hard=hard) for name, value in step.payload.items()}
    if step.act in procedure.proposals:
        return {}
    found = {name: value for name, value in step.payload.items() if name in fields and not fields[name].personal}
    beside = {name for one in viewer.others for name in one.names}
    return {name: value for name, value in found.items() if not any(one in plain(str(value)) for one in beside)}


def masked_answer(one: Field | None, value: Any, *, hard: bool = False) -> Any:
    """An answer for the office: numbers of a person masked.  ``hard``: of personal words only that there are some."""
    if one is None or not value:
        return value
    mask = _MASKS.get(one.kind)
    if mask is not None:
        return mask(str(value))
    if not one.personal:
        return value
    return "***" if hard else mask_numbers(value) if isinstance(value, str) else value


def _papers(viewer: Viewer, dossier: Dossier, step: Step) -> list[Mapping[str, str]]:
    """The files of somebody else's act: no personal paper, and never one of whoever reported or complained."""
    if viewer.kind == "nobody":
        return []
    if viewer.side is not None and _of_applicant(viewer, dossier, step) and standing(dossier) != "party":
        return []
    asked = {one.id: one for one in dossier.procedure.evidence}
    return [one for one in step.evidence if one["kind"] not in asked or not asked[one["kind"]].personal]


def eyes(dossier: Dossier) -> Viewer:
    """For whom a case was opened; the program itself where nothing is left out."""
    return dossier.viewer if isinstance(dossier, Seen) else Viewer(SYSTEM, "system")


def of_office(dossier: Dossier) -> bool:
    """Whether its viewer sees a case as the office that handles it, or audits it, and not as one of its sides."""
    return eyes(dossier).office


def parties_seen(dossier: Dossier) -> list[CaseParty]:
    """The other sides of a case as far as its viewer may know of them: a side sees no side beside itself."""
    viewer = eyes(dossier)
    if viewer.side is not None:
        return [viewer.side.part]
    return [] if viewer.kind == "nobody" else [one.part for one in sides_of(dossier.unhidden)]


def applicant_seen(dossier: Dossier) -> str:
    """The applicant's name for its viewer: to themselves whole, masked to others, and of a reporter only the word."""
    viewer, person = eyes(dossier), dossier.case.applicant
    if viewer.side is not None and not named(dossier):
        return UNNAMED[standing(dossier)]
    return details_of(person).name if person.id == viewer.actor.owner else masked(details_of(person))["name"]


def maskable(dossier: Dossier) -> dict[str, tuple[Field, Any]]:
    """What the office sees masked of a case: the question and the whole answer, by ``form.<name>`` or, of a later act,
    ``<its place>.<name>``."""
    found: dict[str, tuple[Field, Any]] = {}
    if not eyes(dossier).office:
        return found
    hard = eyes(dossier).kind == "auditor"
    for step in dossier.unhidden.steps:
        for one in dossier.procedure.fields_of(step.act):
            value = step.payload.get(one.name)
            if value and masked_answer(one, value, hard=hard) != value:
                found[f"{'form' if step.act in CLAIM[:2] else step.seq}.{one.name}"] = (one, value)
    return found


def show_masked(dossier: Dossier, key: str, reason: str) -> str:
    """One masked answer in full, once it is sealed who looks and why.  Raises InputError without a reason, KeyError."""
    _question, value = maskable(dossier)[key]
    note_viewing(eyes(dossier).actor, dossier.case.applicant, key, reason)
    return str(value)
