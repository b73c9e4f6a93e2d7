"""The one way in: every change of a case is an act, checked, sealed and answered in one transaction."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from huxin.casework.audit_digests import act_digest
from huxin.casework.case.addressees import check_heard, filled
from huxin.casework.case.appointments import book
from huxin.casework.case.decisions import decision_for
from huxin.casework.case.dossier import Dossier, Step, find_case, open_dossier, place_of
from huxin.casework.case.finding import note_mentions
from huxin.casework.case.hooks import after_act
from huxin.casework.case.migrate import move_to_present
from huxin.casework.case.parties import acts_as, applicant_of, join, note_against, office_of
from huxin.casework.case.references import check_references
from huxin.casework.case.reminded import reminded
from huxin.casework.case.secrecy import check_unnamed, check_unshown
from huxin.casework.case.serving import served
from huxin.casework.case.signatures import HASH, check_signed, text_digest, text_to_sign
from huxin.casework.case.transfer import handed_on, opens_as, papers_of
from huxin.casework.case.turns import PLACED, place
from huxin.casework.collecting import check_collected
from huxin.casework.errors import ConflictError, ForbiddenError
from huxin.casework.evidence.files import belong_to, check_kinds
from huxin.casework.law.city import city_pack, number_of_city, today
from huxin.casework.models import Act, Case, Counter, Letter, Notice
from huxin.casework.outbox.letters.numbers import new_code, take_number
from huxin.casework.outbox.letters.readers import addressees, letter_of
from huxin.casework.outbox.letters.titles import variant_of
from huxin.core.service import KeyReusedError, append, kept_answer, once, say
from huxin.identity.service import Account, Actor, stands_in_for
from huxin.law import InputError
from huxin.law.cleaning import cleaned
from huxin.law.clocks import first_call
from huxin.law.dates import day_of
from huxin.law.procedures import Procedure, check_act, clocks_before, holds, owed, too_early
from huxin.law.procedures.model import CARRIERS
from huxin.law.procedures.money import PAYING, RETURNED, UNLISTED
from huxin.people.service import registers_of, seal

SHARED: Final = ("assign", "note", "reply", "reply_side")
"""What any handler of the office may do on a colleague's case."""
LISTED: Final = (
    "procedure_version",
    "status",
    "seq",
    "wake",
    "handler",
    "proposed_by",
    "amount_fen",
    "paid_in",
    *PLACED,
)
"""The columns of a case that acts after the first may change."""
FILES: Final = 6
"""How many files an act takes for a question of its own, such as the proof of a service."""
Papers = Mapping[str, Sequence[str]]
"""Evidence ids by the evidence's id in the procedure."""


@dataclass(frozen=True)
class ActRequest:
    """What somebody wants done."""

    act: str
    payload: Mapping[str, Any]
    papers: Papers = field(default_factory=dict)
    at: datetime | None = None
    origin: str | None = None
    by: str | None = None
    written: bool = False


def file_case(
    actor: Actor,
    procedure: str,
    payload: Mapping[str, Any],
    *,
    papers: Papers,
    key: str,
    origin: str | None = None,
    by: str | None = None,
    at: datetime | None = None,
) -> dict[str, Any]:
    """Open a case with the act ``file``.  Answers ``{"no", "seq", "status"}``.

    ``origin`` is the case from which this one is handed over; ``by`` says as what an actor files who could do so as
    several (kin 近亲属); ``at`` dates the act back, for cases that began on paper, and no page passes it.
    Raises InputError for a form that is not complete, ForbiddenError for somebody who may not apply, NotFoundError
    for an origin outside the actor's scope, ConflictError for a key that was used for something else.
    """
    request = ActRequest("file", payload, papers, at, origin, by)
    return _once(actor, key, f"file {procedure}", request, lambda: _file(actor, procedure, request))


def filed_before(actor: Actor, key: str) -> str | None:
    """The number of the case that this request key opened; None when it has opened none."""
    answer = kept_answer(actor.key, key)
    return str(answer["no"]) if answer is not None and "no" in answer else None


def perform(
    actor: Actor,
    no: str,
    act: str,
    payload: Mapping[str, Any],
    *,
    papers: Papers | None = None,
    key: str,
    expected_seq: int | None = None,
    at: datetime | None = None,
) -> dict[str, Any]:
    """Do an act on a case.  Answers ``{"no", "seq", "status"}``.

    Raises InputError (not legal now, or a wrong answer), ForbiddenError (not this actor's to do), NotFoundError (not
    in scope), ConflictError (somebody acted since ``expected_seq``; or a key used for something else).
    """
    return _perform(actor, no, ActRequest(act, payload, papers or {}, at), key, expected_seq)


def write_act(
    actor: Actor, no: str, act: str, payload: Mapping[str, Any], *, key: str, at: datetime | None = None
) -> dict[str, Any]:
    """As ``perform``, for a room that worked out what an act with ``written_by`` says; no page and no call leads here.

    The checks are the same: whose act it is, from which status, what must have passed before.
    """
    return _perform(actor, no, ActRequest(act, payload, {}, at, written=True), key, None)


def _perform(actor: Actor, no: str, request: ActRequest, key: str, expected_seq: int | None) -> dict[str, Any]:
    act = request.act

    def work() -> dict[str, Any]:
        case = find_case(actor, no, lock=True)
        if expected_seq is not None and case.seq != expected_seq:
            raise ConflictError("Somebody acted on the case since you opened it.", case.seq)
        dossier = open_dossier(case)
        if act == "rebase":
            move_to_present(dossier)
        return _act(actor, dossier, request)

    return _once(actor, key, f"{act} {no}", request, work)


def _once(actor: Actor, key: str, what: str, request: ActRequest, work: Any) -> dict[str, Any]:
    body = {
        "what": what,
        "payload": request.payload,
        "papers": {name: list(ids) for name, ids in request.papers.items()},
    }
    try:
        return once(actor.key, key, body, work)
    except KeyReusedError:
        raise ConflictError("This request key was used for something else; open the page again.") from None


def _file(actor: Actor, procedure_id: str, request: ActRequest) -> dict[str, Any]:
    pack = city_pack()
    procedure = pack.procedures.get(procedure_id)
    origin = find_case(actor, request.origin) if request.origin else None
    if procedure is None or procedure.department is None or not opens_as(actor, procedure, origin):
        raise ForbiddenError(f"'{procedure_id}' is not yours to apply for.")
    request = replace(request, payload=cleaned(procedure.fields_of("file"), request.payload))
    person = office_of(procedure, request.payload) if actor.kind == "system" else applicant_of(actor)
    case = Case(
        no="",
        procedure=procedure.id,
        procedure_version=procedure.version,
        department=procedure.handled_by(actor.department),
        county=str(request.payload.get("county") or person.county),
        applicant=person,
        filed_at=request.at or timezone.now(),
        origin=origin,
    )
    if case.county not in pack.divisions:
        raise InputError(
            "county", "payload.county", case.county, "a county of the city", _("请选列出来的县（市、区）。")
        )
    if actor.kind == "officer" and actor.county not in ("", case.county):
        raise InputError("county", "payload.county", case.county, "your own county", _("只能登记本县（市、区）的件。"))
    return _act(actor, Dossier(case, procedure, pack), request)


def _act(actor: Actor, dossier: Dossier, request: ActRequest) -> dict[str, Any]:
    by, side = _role(actor, dossier, request)
    request = replace(request, payload=cleaned(dossier.procedure.fields_of(request.act), request.payload))
    at = _moment(dossier, request.at)
    _lock(actor, dossier, request, by)
    request = replace(request, payload=filled(actor, dossier, request.act, side, request.payload))
    check_heard(dossier, dossier.procedure.acts[request.act], request.payload)
    check_act(
        dossier.procedure, dossier.records, request.act, by, request.payload, actor=actor.key, at=at, side=side,
        look=number_of_city,
    )  # fmt: skip
    check_references(actor, dossier, request.act, request.payload)
    request = replace(request, payload=served(dossier, request.act, request.payload, day_of(at)))
    _after_clock(dossier, request, day_of(at))
    check_signed(dossier, request.act, request.payload)
    check_unnamed(dossier, request.act, by, request.payload)
    evidence = _papers(actor, dossier, request)
    check_unshown(dossier, request.act, by, evidence)
    step = Step(
        seq=len(dossier.steps) + 1,
        act=request.act,
        by=by,
        actor=Account(pk=actor.account_id, label=actor.label) if actor.account_id is not None else None,
        at=at,
        payload=_said(dossier, request),
        evidence=evidence,
        registers=_registers(dossier, request.act),
    )
    return record(dossier, step, actor.key)


def _said(dossier: Dossier, request: ActRequest) -> dict[str, Any]:
    """The answers, and under a signature the digest of what it signs."""
    text = text_to_sign(dossier, request.act)
    return {**request.payload, **({HASH: text_digest(text)} if text is not None else {})}


def _registers(dossier: Dossier, act: str) -> dict[str, Any] | None:
    """What the registers say now, taken down with the application; only for procedures that ask for it."""
    procedure = dossier.procedure
    sources = [one.source for one in procedure.fields_of("file")] + [paper.source for paper in procedure.evidence]
    asked = any(source.startswith("register:") for source in sources)
    if act not in ("file", "complete") or not asked or dossier.case.applicant.kind != "natural":
        return None
    return registers_of(dossier.case.applicant)


def record(dossier: Dossier, step: Step, actor: str) -> dict[str, Any]:
    """Write a checked act: act, sealed entry, letter request and list row, in the caller's transaction."""
    case = dossier.case
    check_collected(dossier, step)
    ruling = decision_for(dossier, step)
    if ruling is not None:
        step = replace(step, decision=ruling)
    dossier.steps.append(step)
    if dossier.procedure.facts:
        dossier.evaluate(day_of(step.at))  # facts that no rule can read are refused with the act that says them
    _refresh(dossier, step)
    if step.seq == 1:
        case.no = next_number("case", day_of(step.at).year)
        case.save(force_insert=True)
    else:
        case.save(update_fields=LISTED)
    row = _row(dossier, step)
    row.save(force_insert=True)
    append("act", f"{case.no}/{step.seq}", act_digest(row), actor, step.at)
    book(dossier, step)
    note_mentions(dossier, step)
    join(dossier, step)
    note_against(dossier, step)
    for letter in dossier.procedure.acts[step.act].letters:
        ask_letters(dossier, step, letter)
    message = dossier.procedure.acts[step.act].notify
    if message is not None:
        Notice.objects.create(id=uuid.uuid4(), case=case, act_seq=step.seq, message=message, asked_at=step.at)
    answer = {"no": case.no, "seq": case.seq, "status": case.status}
    after_act(dossier, step)
    return answer


def ask_letters(dossier: Dossier, step: Step, template: str) -> None:
    """A letter for each addressee, under one number 文号 of the body that makes it, with a code to check it by."""
    number, to = take_number(dossier, step, template), letter_of(dossier, template).to
    for person in addressees(dossier, step, template):
        Letter.objects.create(
            id=uuid.uuid4(), case=dossier.case, act_seq=step.seq, asked_at=step.at, template=template, to=to,
            addressee=person, variant=variant_of(dossier, step, template), number=number, code=new_code(),
        )  # fmt: skip


def _row(dossier: Dossier, step: Step) -> Act:
    content = {"payload": step.payload}
    content |= {name: part for name in ("registers", "decision") if (part := getattr(step, name)) is not None}
    case = dossier.case
    return Act(
        case=case,
        seq=step.seq,
        act=step.act,
        by=step.by,
        actor=step.actor,
        at=step.at,
        sealed=seal(case.applicant, content, place_of(case.no, step.seq)),
        evidence=[dict(one) for one in step.evidence],
        pack_hash=dossier.pack.hash,
    )


def _refresh(dossier: Dossier, step: Step) -> None:
    """The columns that lists need, from the acts."""
    case = dossier.case
    case.seq = step.seq
    on = max(today(), day_of(step.at))
    report = dossier.clocks(on)
    case.status = str(report.status)
    case.wake = first_call(reminded(dossier, on), on)
    if step.act == "assign":
        case.handler = colleague(dossier.procedure, case, str(step.payload["to"]))
    elif step.by in CARRIERS and case.handler_id is None and not (step.act == "file" and handed_on(case)):
        case.handler = step.actor
    if step.act in ("propose", "send_back"):
        case.proposed_by = step.actor if step.act == "propose" else None
    if step.act == "decide":
        case.amount_fen = owed(dossier.payment, step.payload)
    if step.act in PAYING:
        case.paid_in = str(step.payload["batch"])
    elif step.act in (RETURNED, UNLISTED):
        case.paid_in = ""
    place(dossier, on)


def _role(actor: Actor, dossier: Dossier, request: ActRequest) -> tuple[str, str | None]:
    """(role or party, side of the case) in which this actor does the act.  Raises ForbiddenError."""
    spec = dossier.procedure.acts.get(request.act)
    if spec is None:
        raise InputError("illegal_act", "act", request.act, "an act of this procedure", "Open the case again.")
    if spec.written_by is not None and not request.written and actor.kind != "system":
        raise ForbiddenError(f"'{request.act}' is written by the program, with what it worked out.")
    found: tuple[str, str | None] | None
    if dossier.steps:
        found = acts_as(actor, dossier, spec, request.by)
    else:
        mine = opens_as(actor, dossier.procedure, dossier.case.origin)
        words = [role for role in spec.by if request.by in (None, role) and role in mine]
        found = (words[0], "applicant") if words else None
    if found is None:
        raise ForbiddenError(f"'{request.act}' is for {', '.join(spec.by)}.")
    return found


def _lock(actor: Actor, dossier: Dossier, request: ActRequest, by: str) -> None:
    """A case that somebody handles is theirs: a colleague in the same role takes it over first, by ``assign``."""
    if request.act == "assign":
        colleague(dossier.procedure, dossier.case, str(request.payload.get("to", "")))
    held = dossier.case.handler
    if held is None or held.pk == actor.account_id or request.act in SHARED:
        return
    if held.pk in stands_in_for(actor) or not held.is_active:
        return
    if by in CARRIERS and by in held.roles:
        raise ForbiddenError("Another handler has this case; take it over first.")


def colleague(procedure: Procedure, case: Case, username: str) -> Account:
    """The officer to whom a case of this office can be given.  Raises InputError."""
    found = Account.objects.filter(username=username, is_active=True, department=case.department).first()
    if found is None or procedure.carriers.isdisjoint(found.roles) or found.county not in ("", case.county):
        hint = _("选本单位的经办人。")
        raise InputError("colleague", "payload.to", username, "a handler of this office", hint)
    return found


def _moment(dossier: Dossier, at: datetime | None) -> datetime:
    """Now or the day it is dated back to, and never before the act before."""
    now = (at or timezone.now()).astimezone(UTC)
    return max(now, dossier.steps[-1].at) if dossier.steps else now


def _after_clock(dossier: Dossier, request: ActRequest, on: date) -> None:
    act = request.act
    for one in clocks_before(dossier.procedure, act, request.payload):
        runs = [clock for clock in dossier.clocks(on).clocks if clock.id == one.clock]
        waiting = [clock.due for clock in runs if clock.open and (clock.due is None or clock.due >= on)]
        if not runs or waiting:
            raise too_early(one, act, next((f"{due:%Y-%m-%d}" for due in waiting if due is not None), ""))
    name = dossier.procedure.acts[act].after_clock
    if name is None:
        return
    clock = next((one for one in reversed(dossier.clocks(on).clocks) if one.id == name), None)
    if clock is None or clock.due is None or clock.due >= on:
        until = clock.due.isoformat() if clock is not None and clock.due is not None else "not fixed"
        raise InputError(
            "too_early",
            "act",
            act,
            f"after '{name}' has ended ({until})",
            _("要等的时间还没过（到 %(until)s），过后再办。") % {"until": until},
        )


def _papers(actor: Actor, dossier: Dossier, request: ActRequest) -> list[dict[str, str]]:
    """The evidence of an act: files of this actor's person or office, and those of the case that was handed over.

    Raises InputError for what is missing or foreign.
    """
    asked = {paper.id: paper for paper in dossier.procedure.evidence if paper.source == "applicant"}
    own = {one.name for one in dossier.procedure.acts[request.act].payload if one.kind == "file"}
    found: list[dict[str, str]] = []
    origin = dossier.case.origin if request.papers else None
    before = papers_of(actor, origin) if origin is not None else set()
    for kind, ids in request.papers.items():
        most = asked[kind].max_files if kind in asked else FILES if kind in own else 0
        if len(ids) > most:
            raise InputError(
                "papers", kind, f"{len(ids)} files", f"at most {most}", _("这一种最多传 %(most)s 份。") % {"most": most}
            )
        if not belong_to(actor, [one for one in ids if str(one) not in before]):
            raise InputError("papers", kind, "a file we do not have", "your own upload", _("请重新上传这张照片。"))
        if kind in asked:
            check_kinds(ids, asked[kind].taken)
        found += [{"id": str(one), "kind": kind} for one in ids]
    if request.act == "file":
        for paper in asked.values():
            needed = paper.required if isinstance(paper.required, bool) else holds(paper.required, request.payload)
            if needed and not request.papers.get(paper.id):
                hint = _("请传“%(paper)s”。%(why)s") % {"paper": say(paper.label), "why": say(paper.why)}
                raise InputError("missing_paper", paper.id, "nothing", f"'{paper.label['en']}'", hint)
    return found


def next_number(name: str, year: int) -> str:
    """The next running number of a year: ``2026-000123``."""
    counter, _unused = Counter.objects.select_for_update().get_or_create(name=f"{name}-{year}")
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"{year}-{counter.last:06d}"
