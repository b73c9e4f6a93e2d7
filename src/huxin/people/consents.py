"""The consent ledger 同意台账: one consent for one purpose, withdrawn as easily as given, each step sealed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from huxin.identity.account_audit import leave_trace
from huxin.identity.actor import Actor
from huxin.identity.delegation import given
from huxin.identity.models import Account, Trace
from huxin.law import InputError
from huxin.people.models import Person

PURPOSES: Final[Mapping[str, tuple[str, str]]] = {
    "delegate": ("让这个人替你申请、补材料、看进度", "let this person apply, complete and follow cases for you"),
    "survey": ("办完以后，请你说说哪里不好办", "ask you afterwards what was hard"),
}
"""What is done only with consent, and nothing else depends on it.  Official duties need none, so they are not here."""


ON_BEHALF: Final = frozenset({"file", "complete", "add_evidence", "message"})
"""What a delegate 代办人 does for a person: apply, add papers, write to the office, and look how it goes.

Nothing that binds or ends: no signature, no answer to the other side, no withdrawal, no objection, no deletion.
"""


@dataclass(frozen=True)
class Consent:
    """Where a purpose stands; ``delegate`` only for that purpose."""

    purpose: str
    given: bool
    at: datetime | None
    delegate: Account | None = None


def give(actor: Actor, purpose: str, delegate: str = "") -> None:
    """The person agrees.  Raises InputError for an unknown purpose or delegate."""
    account = _delegate(delegate) if _known(purpose) == "delegate" else None
    _note(actor, purpose, account, given=True)


def withdraw(actor: Actor, purpose: str, delegate: str = "") -> None:
    """The person takes it back; it holds from the next request on.  Raises InputError."""
    account = _delegate(delegate, active=False) if _known(purpose) == "delegate" else None
    _note(actor, purpose, account, given=False)


def consents_of(person: UUID) -> list[Consent]:
    """How every purpose stands, and every delegate who was ever named."""
    latest: dict[tuple[str, int | None], Trace] = {}
    for row in Trace.objects.filter(person_id=person, kind="consent").select_related("account").order_by("at", "id"):
        latest[row.what, row.account_id] = row
    plain = [
        Consent(purpose, given(row), row.at if row else None)
        for purpose in PURPOSES
        if purpose != "delegate"
        for row in [latest.get((purpose, None))]
    ]
    named = [
        Consent("delegate", given(row), row.at, row.account)
        for (what, _unused), row in latest.items()
        if what == "delegate"
    ]
    return plain + named


def agreed(person: UUID, purpose: str) -> bool:
    """Whether a consent stands now."""
    return given(Trace.objects.filter(person_id=person, kind="consent", what=purpose).order_by("-at", "-id").first())


def principals(account: int) -> list[Person]:
    """For whom a delegate may act now."""
    rows = Trace.objects.filter(account_id=account, kind="consent", what="delegate").order_by("at", "id")
    latest = {row.person_id: row for row in rows}
    wanted = [person for person, row in latest.items() if person is not None and given(row)]
    return list(Person.objects.select_related("data_key").filter(id__in=wanted, data_key__isnull=False).order_by("id"))


def _known(purpose: str) -> str:
    if purpose not in PURPOSES:
        raise InputError("purpose", "purpose", purpose, ", ".join(PURPOSES), _("从列出来的事里选一件。"))
    return purpose


def _delegate(username: str, *, active: bool = True) -> Account:
    found = Account.objects.filter(username=username.strip(), kind="delegate").first()
    if found is None or (active and not found.is_active):
        raise InputError(
            "delegate",
            "delegate",
            "an unknown account",
            "a delegate's account",
            _("没有这个代办人账号，问一下他的账号再填。"),
        )
    return found


def _note(actor: Actor, purpose: str, account: Account | None, *, given: bool) -> None:
    if actor.on_behalf or actor.person_id is None:
        raise PermissionError("Only the person agrees for themselves.")
    target = account.pk if account else None
    leave_trace("consent", purpose, actor.pk, account=target, person=actor.person_id, content={"given": given})
