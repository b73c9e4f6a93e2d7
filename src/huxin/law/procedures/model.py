"""The shapes of a procedure 办事规程: who may do what from which status, what is asked, which clocks run.

One definition for files, checks and the running program (frozen dataclasses; pydantic reads them strictly on the
cold load only).  One name differs from the YAML because Python reserves the word: ``from:`` is ``Act.from_``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal, get_args

from huxin.law.procedures.basics import (
    Appeal,
    Collection,
    Concerned,
    Condition,
    Confidence,
    Extension,
    Guide,
    GuideQuestion,
    HandOver,
    LengthVariant,
    Party,
    Payment,
    Route,
    Status,
    Text2,
    Turn,
)
from huxin.law.procedures.rule import FactFrom, ResultRule
from huxin.law.procedures.waiting import Appointment, Bound, Precondition, Reference

__all__ = [
    "Appeal",
    "Appointment",
    "Bound",
    "Collection",
    "Concerned",
    "Condition",
    "Confidence",
    "Extension",
    "Guide",
    "GuideQuestion",
    "HandOver",
    "LengthVariant",
    "Party",
    "Payment",
    "Precondition",
    "Reference",
    "ResultRule",
    "Route",
    "Status",
    "Text2",
    "Turn",
]

From = Literal["new", "received", "completion_asked", "in_progress", "done", "refused", "withdrawn", "transferred"]
"""Where an act may start; ``new`` is the time before anything was filed."""
FileKind = Literal["jpeg", "png", "webp", "heic", "pdf", "ofd", "m4a", "3gp", "mov", "mp4", "mp3", "aac", "amr"]
FACTS: Final[tuple[FileKind, ...]] = get_args(FileKind)
"""Whatever shows what happened: photos, papers, recordings, films."""
FieldKind = Literal[
    "text", "long_text", "credit_code", "date", "month", "time", "moment", "money", "number", "choice", "many",
    "yes_no", "id_number", "phone", "bank_card", "county", "months_table", "file",
]  # fmt: skip
"""The closed list of questions a form can ask; every face draws each of them once."""
OfficeRole = Literal[
    "handler", "mediator", "arbitrator", "court_clerk", "union_organiser", "hearing_officer", "inspector", "trainer",
    "approver", "finance", "policy_admin", "auditor",
]  # fmt: skip
"""What an officer can be in a procedure."""
SideName = Literal["applicant", "respondent", "third", "office"]
"""A side of a case: whoever filed 申请人, the other side 对方, a third person 第三人, the office that handles it."""

STATUSES: Final[tuple[Status, ...]] = get_args(Status)
OPEN: Final[tuple[Status, ...]] = ("received", "completion_asked", "in_progress")
ENDED: Final[tuple[Status, ...]] = ("withdrawn", "transferred")
"""Statuses in which nobody waits for a deadline of the case any more."""
STATUS_LABELS: Final[Mapping[str, Text2]] = {
    "received": {"zh": "已收到", "en": "Received"},
    "completion_asked": {"zh": "要补材料", "en": "More papers needed"},
    "in_progress": {"zh": "正在办", "en": "Being handled"},
    "done": {"zh": "办好了", "en": "Done"},
    "refused": {"zh": "没通过", "en": "Not granted"},
    "withdrawn": {"zh": "已撤回", "en": "Withdrawn"},
    "transferred": {"zh": "已转办", "en": "Handed over"},
}
OFFICERS: Final[frozenset[str]] = frozenset(get_args(OfficeRole))
CARRIERS: Final[frozenset[str]] = OFFICERS - {"approver", "finance", "policy_admin", "auditor"}
"""Roles that take a case into hand 承办 and carry it on; the others do one step of it."""
PARTIES: Final[frozenset[str]] = frozenset({"worker", "kin", "unit", "union", "respondent", "authority"})
ApplicantIs = Literal["party", "complainant", "reporter"]
"""What the applicant is to the other side: a party, who complains of an own right 投诉人, who reports 举报人."""
SIDES: Final[tuple[SideName, ...]] = ("applicant", "respondent", "third")
"""The sides that an act can name in ``by``; of the office an act names the role."""
ACTOR: Final = "actor"
"""``Field.source`` of the party whose act it is: written from who acts, chosen by an officer, typed by nobody."""
COMPUTED: Final = "computed"
"""``Field.source`` of what a room of the program works out from the other answers; typed by nobody."""
SIDE: Final = "side"
"""``Field.source`` of somebody to whom an act is directed: one of the case's sides, typed only while it has none."""


@dataclass(frozen=True, kw_only=True)
class Option:
    """One thing that can be chosen."""

    value: str
    label: Text2


@dataclass(frozen=True, kw_only=True)
class Field:
    """One answer.  ``source`` ``register:<name>`` is shown for confirmation and never typed: the server fills it in.

    In an act ``source`` can also be ``actor`` (whose act it is), ``side`` (to which side it is directed) or
    ``computed`` (worked out by the program).

    ``machine``: written by the program for itself; pages show what it means in their own way.  ``not_below`` and
    ``not_above``: bounds that stand elsewhere; a bound without a value there bounds nothing.  ``known``: where it may
    stand already (``procedures.known``).  ``lasting``: a person's other cases know it too.  ``example``: an answer that
    can be true, for samples of letters and for tries.
    """

    name: str
    kind: FieldKind
    label: Text2
    hint: Text2 | None = None
    required: bool = True
    options: tuple[Option, ...] = ()
    when: Condition | None = None
    source: str = "applicant"
    must_be: bool | None = None
    least: str | None = None
    most: str | None = None
    not_below: Bound | None = None
    not_above: Bound | None = None
    refers: Reference | None = None
    not_future: bool = False
    max_length: int | None = None
    personal: bool = False
    machine: bool = False
    known: tuple[str, ...] | None = None
    lasting: bool = False
    example: str | None = None


@dataclass(frozen=True, kw_only=True)
class Screen:
    """One screen of the form on a phone: one decision."""

    id: str
    title: Text2
    fields: tuple[Field, ...]
    help: Text2 | None = None
    when: Condition | None = None


@dataclass(frozen=True, kw_only=True)
class EvidenceSpec:
    """A paper or photo 申请材料.  Only ``source: applicant`` is ever asked for; the rest is fetched.

    ``personal``: for the office and for whoever handed it in; another side never sees it.  ``known``: as for a field.
    """

    id: str
    label: Text2
    why: Text2
    required: bool | Condition = False
    accepts: tuple[FileKind | Literal["facts"], ...] = ("jpeg", "png", "webp", "pdf", "ofd")
    max_files: int = 6
    source: str = "applicant"
    personal: bool = False
    known: tuple[str, ...] | None = None

    @property
    def taken(self) -> tuple[FileKind, ...]:
        """Every kind of file that is taken: ``facts`` means all of them, and a photo may come as telephones save it."""
        if "facts" in self.accepts:
            return FACTS
        return tuple(one for one in FACTS if one in self.accepts or (one == "heic" and "jpeg" in self.accepts))


@dataclass(frozen=True, kw_only=True)
class Requires:
    """An earlier act that must stand: done since the case entered its present status, or what brought it there.

    ``by_other``: another person did it; ``other_side``: another side of the case did it.
    """

    act: str
    by_other: bool = False
    other_side: bool = False
    same: tuple[str, ...] = ()
    cleared_by: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Act:
    """One thing that can be done to a case.  ``to`` None keeps the status; a mapping goes by ``payload.outcome``.

    ``by``: roles of officers, words of the law (``unit``), or sides of the case (``applicant``): a side is whoever
    stands there in this case, whatever the word.  ``written_by`` ``system``: only a room of the program writes it, with
    what it worked out; no form and no call takes it.  ``after_clock`` names a clock whose last day must have passed
    before (no payment while the public notice runs).  ``between``: beside the office only one side knows of it: whoever
    did it, or to whom it was done (``to``; the applicant where the act does not say).
    """

    id: str
    label: Text2
    by: tuple[str, ...]
    from_: tuple[From, ...]
    to: Status | Mapping[str, Status] | None = None
    scope: Literal["own", "unit", "all"] = "unit"
    written_by: Literal["system"] | None = None
    payload: tuple[Field, ...] = ()
    once: bool = False
    common: bool = False
    between: bool = False
    requires: Requires | None = None
    preconditions: tuple[Precondition, ...] = ()
    appointment: Appointment | None = None
    after_clock: str | None = None
    letter: str | tuple[str, ...] | None = None
    notify: str | None = None
    public: Text2 | None = None
    note: str | None = None

    @property
    def letters(self) -> tuple[str, ...]:
        """The papers that it makes, the one that it is about first."""
        return () if self.letter is None else (self.letter,) if isinstance(self.letter, str) else self.letter


@dataclass(frozen=True, kw_only=True)
class Event:
    """What starts or stops a clock: an act, narrowed by who did it and by what the act or the case says.

    ``payload`` is matched against the act's own payload, ``given`` against all answers of the case, ``unless`` against
    those so far (several: none of them may hold). ``since`` names a date in the payload that stands for the day
    (``accident_on``), ``ahead``: it may lie after the act; otherwise it is the day of the act, for ``serve`` that of
    ``served_on``.  ``but``: what the act's own payload must not say.  ``to``: the sides whose clock a service starts
    (``other``: somebody whose side is not told).  ``made_by``: the acts that make the paper served; nobody is served
    before.  ``restarts``: a clock that runs starts again from day zero.  ``revives``: also one that was made void.
    ``named``: a service that does not say which paper it was never means this one.
    ``lapses`` False: when this run is over, nothing follows by itself.
    """

    act: str
    by: tuple[Party, ...] = ()
    payload: Condition | None = None
    but: Condition | None = None
    given: Condition | None = None
    unless: Condition | tuple[Condition, ...] | None = None
    since: str | None = None
    ahead: bool = False
    to: tuple[Literal["worker", "unit", "other"], ...] = ()
    made_by: tuple[str, ...] = ()
    restarts: bool = False
    revives: bool = False
    named: bool = False
    lapses: bool = True


@dataclass(frozen=True, kw_only=True)
class Lapse:
    """What the program itself does when a clock ran out unmet; the check refuses whatever could harm a person."""

    act: str
    source: str
    payload: Mapping[str, str | bool] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Clock:
    """A deadline 期限.  ``unit``: w working days, c calendar days, year (the same date of a later year).

    ``length`` is a number of the law with its source, or the id of a parameter (``{param: subsidy.review_days}``).
    ``suspendable``: stands still between suspend and resume; ``waits_for_completion``: also from ask_completion to
    complete. ``per_party``: one clock for each party that ``serve`` names in ``payload.to``.  ``lapse``: the act that
    the program does once every run of the clock has run out.  ``party``: who has to act.  ``void``: what makes it moot.
    ``before``: the length is counted back from the day that starts it (a hearing), which is the last day but one.
    ``alias``: a further id under which programs find it.
    """

    id: str
    label: Text2
    who: Text2
    start: tuple[Event, ...]
    stop: tuple[Event, ...]
    length: int | Mapping[Literal["param"], str]
    unit: Literal["w", "c", "year"]
    source: str
    confidence: Confidence = "V"
    variants: tuple[LengthVariant, ...] = ()
    extend: Extension | None = None
    lapse: Lapse | None = None
    party: Party | None = None
    void: tuple[Event, ...] = ()
    before: bool = False
    alias: str | None = None
    suspendable: bool = False
    waits_for_completion: bool = False
    per_party: bool = False
    ends_with_case: bool = True
    note: str | None = None

    @cached_property
    def movers(self) -> frozenset[str]:
        """The acts that can start it, stop it, make it void or let it lapse."""
        events = (*self.start, *self.stop, *self.void)
        return frozenset({one.act for one in events} | ({self.lapse.act} if self.lapse else set()))


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How a case can end.  A negative outcome names the people's way on: a clause, a decider and the appeal routes."""

    label: Text2
    status: Status
    negative: bool = False
    retention_years: int | None = None
    retention_note: str | None = None


@dataclass(frozen=True, kw_only=True)
class Side:
    """A side 一方 of a case: ``who`` it can be in words of the law, and how it enters.

    With ``act`` the company whose credit code was given in ``field`` becomes the side, as the first of ``who``.  The
    applicant enters by filing and needs neither; of the office ``who`` are the roles that have a part in the procedure,
    the one that carries such cases first.
    """

    who: tuple[Party | OfficeRole, ...]
    field: str | None = None
    act: str | None = None


@dataclass(frozen=True, kw_only=True)
class Joining:
    """The other side 对方: with ``act`` the company whose credit code was given in ``field`` becomes a party."""

    side: SideName
    role: str
    field: str
    act: str


@dataclass(frozen=True, kw_only=True)
class WayException:
    """Where a way of service counts otherwise in one procedure; what is not said stays as it is."""

    procedure: str
    source: str
    counts: Text2 | None = None
    waits: int | None = None
    never_for: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ServiceWay:
    """A way of service 送达方式: what it asks as proof, and the day from which it counts, in the words of ``counts``.

    ``dated``: the day is written from the receipt.  ``waits`` days after the date ``since`` it counts as served
    视为送达; the program works the day out.  ``consent``: only where the party agreed to it.  ``never_for``: documents
    that are not served so.
    """

    id: str
    label: Text2
    source: str
    counts: Text2
    confidence: Confidence = "V"
    asks: tuple[Field, ...] = ()
    dated: bool = False
    waits: int | None = None
    since: str | None = None
    consent: bool = False
    never_for: tuple[str, ...] = ()
    exceptions: tuple[WayException, ...] = ()
    override: Literal["replace", "extend"] | None = None


@dataclass(frozen=True, kw_only=True)
class Procedure:
    """One procedure, complete: the vocabulary of ``acts.yaml`` is already filled in.

    ``item`` is the rule that runs on the ``facts`` of its cases, ``rule`` how it binds whoever decides.

    ``depth`` says honestly how much there is: ``full`` has form, evidence, outcomes, appeal and guide; ``clocks``
    has acts, statuses and deadlines only.  ``acts`` keeps the order in which faces offer them.  ``department`` is the
    agency of the pack whose county office handles the case, ``shared_with`` those that open and handle cases of their
    own by the same procedure (约谈 by whichever office supervises), ``issuer`` the body that makes its papers where the
    law names another (an arbitration commission 仲裁委员会, an appraisal committee 鉴定委员会).

    ``applicant_is`` says how far the other side may know who applied (劳动保障监察条例 9: a reporter 举报人 never).
    ``ways``: the ways of service of the pack as they hold here, where its act ``serve`` asks for one.
    ``readers``: the roles of the department that read its cases, besides those that an act names; without them every
    handler and approver does.  ``exporters``: the roles that may export its cases in full.  ``turns``: by status, whose
    turn it is; the first that holds counts.
    """

    id: str
    version: str
    room: str
    label: Text2
    clause: str
    depth: Literal["full", "clocks"]
    applicants: tuple[Party, ...]
    acts: Mapping[str, Act]
    clocks: tuple[Clock, ...]
    item: str | None = None
    facts: Mapping[str, FactFrom] = field(default_factory=dict)
    rule: ResultRule = field(default_factory=ResultRule)
    department: str | None = None
    shared_with: tuple[str, ...] = ()
    issuer: str | None = None
    concerns: Concerned | None = None
    ways: tuple[ServiceWay, ...] = ()
    form: tuple[Screen, ...] = ()
    evidence: tuple[EvidenceSpec, ...] = ()
    outcomes: Mapping[str, Outcome] = field(default_factory=dict)
    appeal: Appeal | None = None
    sides: Mapping[SideName, Side] = field(default_factory=dict)
    payment: Payment | None = None
    collection: Collection | None = None
    handovers: tuple[HandOver, ...] = ()
    guide: Guide | None = None
    applicant_is: ApplicantIs = "party"
    readers: tuple[str, ...] = ()
    exporters: tuple[str, ...] = ("handler", "approver")
    turns: Mapping[str, tuple[Turn, ...]] = field(default_factory=dict)
    override: Literal["replace", "extend"] | None = None

    def way(self, name: object) -> ServiceWay | None:
        """The way of service of that id; None where there is none."""
        return next((one for one in self.ways if one.id == name), None)

    def clock(self, name: str) -> Clock:
        """The clock of that id.  Raises KeyError."""
        return {clock.id: clock for clock in self.clocks}[name]

    @property
    def departments(self) -> tuple[str, ...]:
        """The agencies whose offices handle cases of it, first the one to which everybody else's cases go."""
        return (self.department, *self.shared_with) if self.department is not None else ()

    def handled_by(self, department: str) -> str:
        """The agency that handles a case which somebody of this department, or of none, opens."""
        return department if department in self.shared_with else self.department or ""

    @property
    def proposals(self) -> frozenset[str]:
        """The acts that only prepare what another officer decides; what they say stays in the office."""
        needed = (act.requires for act in self.acts.values() if act.requires is not None)
        return frozenset(one.act for one in needed if one.by_other)

    @property
    def others(self) -> Mapping[SideName, Side]:
        """The sides beside the applicant's and the office's."""
        return {name: one for name, one in self.sides.items() if name not in ("applicant", "office")}

    @property
    def carriers(self) -> frozenset[str]:
        """The roles that take a case of it into hand."""
        office = self.sides.get("office")
        return frozenset(office.who) & CARRIERS if office is not None else frozenset({"handler"})

    @property
    def parties(self) -> tuple[Joining, ...]:
        """The sides that enter by an act, with how they do."""
        return tuple(
            Joining(side=name, role=one.who[0], field=one.field, act=one.act)
            for name, one in self.others.items()
            if one.field is not None and one.act is not None
        )

    def words(self, act: str) -> frozenset[str]:
        """Who may do an act in roles and words of the law: each side stands for all that it can be."""
        found: set[str] = set()
        sides = {str(name): one for name, one in self.others.items()}
        for by in self.acts[act].by:
            if by == "applicant":
                found |= {*self.applicants, *(self.acts["file"].by if "file" in self.acts else ())}
            elif by in sides:
                found |= {*sides[by].who, *({by} & PARTIES)}
            elif by != "third":
                found.add(by)
        return frozenset(found)

    def fields_of(self, act: str) -> tuple[Field, ...]:
        """What an act asks: its own payload, and for ``file`` the fields of every step of the form."""
        own = self.acts[act].payload
        return own + tuple(one for step in self.form for one in step.fields) if act == "file" else own
