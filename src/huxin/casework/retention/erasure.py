"""A person has their data deleted 删除: what stands in the way, what goes, what stays and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from huxin.casework.case.owing import unpaid_cases
from huxin.casework.models import Appointment, Case, CaseCode, Draft, Letter, Mention, Notice
from huxin.identity.service import Actor, leave_trace
from huxin.law import InputError
from huxin.people.service import Person, erase_person

OPEN: Final = ("received", "completion_asked", "in_progress")


@dataclass(frozen=True)
class Stay:
    """Cases that keep the data for now: those still handled, and those whose money is not paid."""

    handled: list[str]
    unpaid: list[str]

    @property
    def free(self) -> bool:
        return not self.handled and not self.unpaid


def why_not_yet(person: UUID) -> Stay:
    """What has to end before the person can leave."""
    cases = Case.objects.filter(applicant_id=person).order_by("no")
    return Stay(
        list(cases.filter(status__in=OPEN).values_list("no", flat=True)),
        list(unpaid_cases().filter(applicant_id=person).order_by("no").values_list("no", flat=True)),
    )


def leave(actor: Actor) -> None:
    """Delete everything personal of the actor, in one transaction.

    The key goes, so answers, extracts, decisions, evidence and letters can never be read again; drafts, what waits to
    be sent and the registers' rows go too.  Numbers, days, county, status and amounts of the cases stay, sealed as
    they were.  Raises InputError while a case is open or unpaid.
    """
    if actor.person_id is None or actor.on_behalf:
        raise PermissionError("Only the person deletes their own data.")
    with transaction.atomic():
        person = Person.objects.select_for_update().get(id=actor.person_id)
        stay = why_not_yet(person.id)
        if not stay.free:
            waiting = ", ".join(stay.handled + stay.unpaid)
            raise InputError(
                "open_case", "person", waiting, "no open or unpaid case", _("还有事没办完，办完或撤回以后再删。")
            )
        Draft.objects.filter(person=person).delete()
        Mention.objects.filter(case__applicant=person).delete()
        CaseCode.objects.filter(case__applicant=person).delete()
        Appointment.objects.filter(case__applicant=person).delete()
        Letter.objects.filter(case__applicant=person, issued_at=None).delete()
        Notice.objects.filter(case__applicant=person, sent_at=None).delete()
        leave_trace("erasure", "erased", actor.pk, person=person.id)
        erase_person(person)
