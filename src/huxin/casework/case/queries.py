"""Reading cases: queues and lists in the actor's scope."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from huxin.casework.case.dossier import Dossier, find_case, open_dossier
from huxin.casework.case.parties import may_do
from huxin.casework.case.turns import groups
from huxin.casework.case.viewers import in_scope, readable
from huxin.casework.case.visibility import eyes, seen
from huxin.casework.errors import DisposedError, NotFoundError
from huxin.casework.evidence.files import shown_paper
from huxin.casework.law.city import today
from huxin.casework.models import Act, Case, CaseParty, LastRead, Letter
from huxin.casework.outbox.letters.readers import may_read
from huxin.casework.outbox.sms import may_be_told
from huxin.evidence.service import Evidence
from huxin.identity.service import ADMINISTRATORS, Account, Actor, stands_in_for
from huxin.law.procedures import Procedure, allowed
from huxin.law.procedures.model import CARRIERS, OPEN
from huxin.people.service import ErasedError

PAGE: Final = 50
QUEUES: Final = ("mine", "back", "waiting", "unassigned", "due", "all")
"""Whose turn it is 轮到谁: mine, of those what came back; what waits for others; what nobody has yet.  Then whatever is
still open by its day, and all."""
ANSWERS: Final = ("uphold", "reopen", "close")
"""Acts by which an office answers an objection 异议: it upholds the result or takes the case up again; filing the case
away ends it too."""
_FAR: Final = date(9999, 12, 31)


@dataclass(frozen=True)
class QueuePage:
    """Rows of a queue and the mark to go on from; ``after`` is None on the last page."""

    rows: Sequence[Case]
    after: str | None


def visible_cases(actor: Actor) -> QuerySet[Case]:
    """Every case in the actor's scope; nothing for somebody without one, of an office what its roles read."""
    if actor.kind in ("worker", "company") and actor.person_id is not None:
        own = Case.objects.filter(applicant_id=actor.person_id).order_by().values("no")
        part = CaseParty.objects.filter(person_id=actor.person_id).values("case")
        return Case.objects.filter(no__in=own.union(part))
    if actor.kind != "officer" or actor.roles & ADMINISTRATORS:
        return Case.objects.none()
    if "auditor" in actor.roles:
        return Case.objects.all()
    found = Case.objects.filter(readable(actor), department=actor.department)
    return found.filter(county=actor.county) if actor.county else found


def my_cases(actor: Actor) -> list[Case]:
    """The cases of a person or company, own ones and those of the other side, newest first."""
    return list(visible_cases(actor).order_by("-filed_at")[:200])


def answered_cases(actor: Actor, most: int) -> list[Case]:
    """The cases in which somebody of the actor's own side did something after they were filed, the newest act first."""
    if actor.owner is None:
        return []
    own = Act.objects.filter(actor__person_id=actor.owner, seq__gt=1).exclude(act="message")
    newest = dict(own.values_list("case_id").annotate(newest=Max("at")).order_by("-newest")[:most])
    held = visible_cases(actor).in_bulk(list(newest))
    return [held[no] for no in newest if no in held]


def _queue(actor: Actor, queue: str) -> QuerySet[Case]:
    cases = visible_cases(actor)
    if queue == "all":
        return cases
    if queue == "due":
        return cases.filter(status__in=OPEN)
    step = _turn_in(groups(actor.roles - CARRIERS)) & ~Q(proposed_by_id=actor.account_id)
    held = _turn_in(groups(actor.roles & CARRIERS))
    taken = Q(handler__isnull=False) & ~left_behind() & ~Q(handler_id__in=_carriers_beside(actor))
    mine = step | (held & taken)
    if queue == "unassigned":
        return cases.filter(held, Q(handler__isnull=True) | left_behind())
    if queue == "waiting":
        own = Q(handler_id=actor.account_id) if actor.roles & CARRIERS else Q()
        return cases.filter(own, ~Q(turn="") | ~Q(turn_next="")).exclude(mine)
    return cases.filter(mine, **({"back": True} if queue == "back" else {}))


def left_behind() -> Q:
    """Cases whose handler cannot go on with them: the account is closed, or works for another office now."""
    elsewhere = ~Q(handler__department=F("department")) | ~Q(handler__county__in=["", F("county")])
    return Q(handler__isnull=False) & (Q(handler__is_active=False) | elsewhere)


def _turn_in(turns: Iterable[str]) -> Q:
    """Cases whose turn is today one of some: until its last day, and from the next day on what comes after it."""
    now, names = today(), list(turns)
    lasting = Q(turn_until__isnull=True) | Q(turn_until__gte=now)
    return Q(turn__in=names) & lasting | Q(turn_next__in=names, turn_until__lt=now)


def _carriers_beside(actor: Actor) -> list[int]:
    """The accounts that carry cases in the same role as this officer: what they have is not this officer's, but for
    those for whom this officer stands in."""
    roles, absent = actor.roles & CARRIERS, stands_in_for(actor)
    rows = (
        Account.objects.filter(kind="officer", department=actor.department).values_list("pk", "roles") if roles else ()
    )
    return [pk for pk, held in rows if pk not in {actor.account_id, *absent} and not roles.isdisjoint(held)]


def unread(actor: Actor, cases: Iterable[Case]) -> set[str]:
    """The numbers of those in which somebody else did something since this officer last opened them."""
    rows = {one.no: one.seq for one in cases}
    read = dict(LastRead.objects.filter(account_id=actor.pk, case__in=rows).values_list("case_id", "seq"))
    latest = Act.objects.filter(case__in=rows, seq=F("case__seq")).values_list("case_id", "actor_id")
    own = {no for no, by in latest if by == actor.account_id}
    return {no for no, seq in rows.items() if read.get(no, 0) < seq and no not in own}


def mark_read(actor: Actor, case: Case) -> None:
    """Note that an account has seen a case as it stands now."""
    known = LastRead.objects.filter(account_id=actor.pk, case=case)
    if not known.filter(seq__gte=case.seq).exists():
        LastRead.objects.update_or_create(account_id=actor.pk, case=case, defaults={"seq": case.seq})


def next_case(actor: Actor, queue: str, after: str) -> str | None:
    """The number of the case that comes first in a queue, another than the one just left."""
    rows = _queue(actor, queue).exclude(no=after).order_by(Coalesce("due", _FAR), "no").values_list("no", flat=True)
    return rows.first()


def contested_cases() -> QuerySet[Act, dict[str, Any]]:
    """Numbers of cases where somebody objected and the office has neither reopened the case nor filed it away since."""
    later = Act.objects.filter(case=OuterRef("case"), seq__gt=OuterRef("seq"), act__in=ANSWERS)
    # Written out as it stands in the index, which SQLite does not use for a value that comes beside the query.
    objections = Act.objects.extra(where=["act = 'appeal'"])
    return objections.filter(~Exists(later)).values("case")


def which_contested(numbers: Iterable[str]) -> set[str]:
    """Those of some cases."""
    return {row["case"] for row in contested_cases().filter(case__in=list(numbers))}


def cases_about(actor: Actor, procedures: Iterable[str], person: UUID) -> list[Case]:
    """The cases of some procedures that a person or company filed or is the other side of, in scope, oldest first."""
    party = CaseParty.objects.filter(person_id=person).values("case")
    cases = Case.objects.all() if actor.kind == "system" else visible_cases(actor)
    found = cases.filter(Q(applicant_id=person) | Q(no__in=party), procedure__in=list(procedures))
    return list(found.select_related("applicant__data_key", "handler").order_by("filed_at", "no"))


def beside(actor: Actor, procedures: Iterable[str] | None = None) -> list[Case]:
    """The cases of other offices in which this officer's office takes part or which it filed, newest first."""
    if actor.kind != "officer" or actor.owner is None:
        return []
    part = CaseParty.objects.filter(person_id=actor.owner).values("case")
    found = Case.objects.filter(Q(applicant_id=actor.owner) | Q(no__in=part))
    found = found if procedures is None else found.filter(procedure__in=list(procedures))
    rows = found.select_related("applicant__data_key", "handler").order_by("-filed_at")[:200]
    return [one for one in rows if in_scope(actor, one) and not actor.covers(one.department, one.county)]


def count_ended(procedure: Procedure, county: str, since: datetime) -> int:
    """How many cases of a procedure ended well in a county from a moment on, of nobody in particular."""
    leads = {
        one.id: [one.to] if isinstance(one.to, str) else (one.to or {}).values() for one in procedure.acts.values()
    }
    ending = [name for name, to in leads.items() if "done" in to]
    found = Act.objects.filter(act__in=ending, at__gte=since, case__procedure=procedure.id, case__county=county)
    return found.filter(case__status="done").order_by().values("case").distinct().count()


def view_dossiers(actor: Actor, cases: Iterable[Case]) -> Iterator[Dossier]:
    """Cases as the actor may see them, one by one; those that nobody can read any more are left out."""
    for case in cases:
        try:
            yield seen(actor, open_dossier(case))
        except (ErasedError, DisposedError):
            continue


def list_queue(
    actor: Actor,
    queue: str,
    *,
    status: str = "",
    county: str = "",
    late: bool = False,
    due: date | None = None,
    procedure: str = "",
    mine: bool = False,
    after: str = "",
) -> QueuePage:
    """One page of a queue by due date, what is due first.  ``after`` is the mark of the page before."""
    cases = _queue(actor, queue).annotate(by=Coalesce("due", _FAR)).select_related("applicant__data_key", "handler")
    if status:
        cases = cases.filter(status=status)
    if county:
        cases = cases.filter(county=county)
    if due is not None:
        cases = cases.filter(due=due)
    if procedure:
        cases = cases.filter(procedure=procedure)
    if mine:
        cases = cases.filter(handler_id=actor.account_id)
    if late:
        cases = cases.filter(due__lt=today())
    day, _, no = after.partition("/")
    if no:
        since = date.fromisoformat(day)
        cases = cases.filter(Q(by__gt=since) | Q(by=since, no__gt=no))
    rows = list(cases.order_by(F("by").asc(), "no")[: PAGE + 1])
    more = f"{rows[PAGE - 1].due or _FAR}/{rows[PAGE - 1].no}" if len(rows) > PAGE else None
    return QueuePage(rows[:PAGE], more)


def queue_count(actor: Actor, queue: str) -> int:
    """How many a queue holds."""
    return _queue(actor, queue).count()


def view_case(actor: Actor, no: str) -> Dossier:
    """The case as the actor may see it.  Raises NotFoundError outside the actor's scope."""
    return seen(actor, open_dossier(find_case(actor, no)))


def allowed_for(actor: Actor, dossier: Dossier, *, written: bool = False) -> list[str]:
    """The acts that this actor may do now, in the order of the procedure.

    ``written``: also those that a room of the program writes for them, such as a payment.
    """
    acts = dossier.procedure.acts
    open_to = allowed(dossier.procedure, dossier.records, today())
    if not written and actor.kind != "system":
        open_to = [name for name in open_to if acts[name].written_by is None]
    return may_do(actor, dossier, (acts[name] for name in open_to))


def notices_of(dossier: Dossier) -> list[tuple[datetime, str]]:
    """(when, message id) of what the applicant was told, newest first; nothing for another side."""
    if eyes(dossier).kind not in ("applicant", "office", "system"):
        return []
    return list(may_be_told().filter(case=dossier.case).order_by("-asked_at").values_list("asked_at", "message"))


def office_accounts(case: Case, role: str) -> list[Account]:
    """The officers of a role whose scope holds the case."""
    found = Account.objects.filter(kind="officer", is_active=True, department=case.department).order_by("username")
    return [one for one in found if role in one.roles and one.county in ("", case.county)]


def colleagues(procedure: Procedure, case: Case) -> list[Account]:
    """The officers to whom a case can be given: those who carry such cases."""
    found = {one.pk: one for role in sorted(procedure.carriers) for one in office_accounts(case, role)}
    return sorted(found.values(), key=lambda one: one.username)


def due_days(actor: Actor, days: int = 45) -> list[tuple[date, int]]:
    """How many open cases end on each day: what is late first, then day by day."""
    open_cases = _queue(actor, "due").filter(due__isnull=False, due__lte=today() + timedelta(days=days))
    return list(open_cases.order_by("due").values_list("due").annotate(Count("no")))


def queue_rows(actor: Actor, queue: str, **filters: Any) -> Iterator[Case]:
    """Every row of a queue as the pages show it, a page at a time: for exports of any length."""
    after = ""
    while True:
        page = list_queue(actor, queue, after=after, **filters)
        yield from page.rows
        if page.after is None:
            return
        after = page.after


def letters_of(dossier: Dossier) -> list[Letter]:
    """The letters of a case that its viewer may read, in the order of its acts."""
    rows = Letter.objects.filter(case=dossier.case).select_related("number").defer("sealed")
    rows = rows.order_by("act_seq", "to", "id")
    viewer = eyes(dossier)
    return [one for one in rows if may_read(viewer, dossier.unhidden, one)]


def evidence_rows(dossier: Dossier) -> list[tuple[str, Evidence]]:
    """(what it is, the received file) for each file of a case that its viewer may see."""
    kinds = {one["id"]: one["kind"] for one in dossier.evidence}
    rows = {str(row.id): row for row in Evidence.objects.select_related("pouch").filter(id__in=list(kinds))}
    return [(kind, rows[one]) for one, kind in kinds.items()]


def evidence_of(actor: Actor, no: str, evidence: UUID) -> Evidence:
    """A file of a case.  Raises NotFoundError when it is not of this case or out of scope."""
    for _, row in evidence_rows(view_case(actor, no)):
        if row.id == evidence:
            return row
    raise NotFoundError(str(evidence))


def open_evidence(
    actor: Actor, no: str, evidence: UUID, *, small: bool = False, export: bool = False
) -> tuple[str, bytes]:
    """(media type, content) of a file of a case, noted in its chain of custody.

    Raises NotFoundError, and WithheldError while it may hold a virus.
    """
    return shown_paper(evidence_of(actor, no, evidence), actor.key, small=small, export=export)
