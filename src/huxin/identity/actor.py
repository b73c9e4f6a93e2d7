"""Who acts: the account behind a request, and what is in its scope."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal
from uuid import UUID, uuid5

from huxin.identity.delegation import delegates
from huxin.identity.models import Account
from huxin.identity.roles import ADMINISTRATORS, COMPANY

if TYPE_CHECKING:
    from django.http import HttpRequest

Kind = Literal["worker", "officer", "company", "delegate", "system", "half", "nobody"]
"""``half``: somebody of the staff who has shown one of two factors, or anybody whose password somebody else chose;
every rule but that of the next step denies."""

STAFF: Final = frozenset({"officer"})
"""Kinds of accounts that need a second factor and end after a quarter of an hour."""
PROVEN: Final = "second_factor"
ACTING_FOR: Final = "acting_for"
_OFFICES: Final = UUID("5f0c9a5e-1350-4d0b-9a21-135202112201")
"""Under this name lie the ids of offices, so that an office is found without a look-up."""


@dataclass(frozen=True)
class Actor:
    """An account as casework sees it.  ``county`` empty: the whole city.  ``person_id``: a worker, or a company.

    ``on_behalf``: a delegate who acts for the person, with consent; what concerns the person alone stays closed.
    """

    kind: Kind
    account_id: int | None = None
    person_id: UUID | None = None
    roles: frozenset[str] = field(default_factory=frozenset)
    department: str = ""
    county: str = ""
    label: str = ""
    on_behalf: bool = False

    @property
    def key(self) -> str:
        """A stable name for logs and replies; never a personal one."""
        return f"account-{self.account_id}" if self.account_id is not None else self.kind

    @property
    def pk(self) -> int:
        """The account's number.  Raises PermissionError for somebody without an account."""
        if self.account_id is None:
            raise PermissionError(f"{self.kind} has no account")
        return self.account_id

    @property
    def owner(self) -> UUID | None:
        """The natural or legal person for whom this actor files and hands in papers; an officer's is the office.

        An administrator keeps the system and acts for nobody, so that what an office filed itself is not theirs to see.
        """
        if self.kind != "officer":
            return self.person_id
        return None if self.roles & ADMINISTRATORS else office_id(self.department, self.county)

    @property
    def alone(self) -> UUID | None:
        """Whose own things are shown: agreements, hours, cover, files, certificates are for the person alone."""
        return None if self.on_behalf else self.person_id

    @property
    def parties(self) -> frozenset[str]:
        """As what this actor may open a case: the words of the law, and an officer's roles."""
        if self.kind == "worker":
            return frozenset({"worker", "kin"})
        if self.kind == "company":
            return frozenset({"unit"}) if self.may("filing") else frozenset()
        return self.roles | ({"union"} if self.kind == "officer" and self.department == "union" else set())

    @property
    def own_person(self) -> UUID:
        """The person whose affairs this is about.  Raises PermissionError for somebody without one."""
        if self.person_id is None:
            raise PermissionError(f"{self.kind} is no person concerned")
        return self.person_id

    def may(self, right: str) -> bool:
        """Whether an account of a company has this role of ``COMPANY``; nobody else is narrowed by it.

        One that was given none has all of them: the company itself.
        """
        return self.kind != "company" or right in self.roles or self.roles.isdisjoint(COMPANY)

    def covers(self, department: str, county: str) -> bool:
        """Whether an officer's scope holds cases of this department and county."""
        within = self.department == department and self.county in ("", county)
        return self.kind == "officer" and within and not self.roles & ADMINISTRATORS


NOBODY = Actor("nobody")
SYSTEM = Actor("system", roles=frozenset({"system"}), label="系统")


def office_id(department: str, county: str) -> UUID:
    """The id of an office as a legal person; ``county`` empty: the city's own."""
    return uuid5(_OFFICES, f"{department}/{county}")


def actor_for(account: Account) -> Actor:
    """The actor of an account."""
    kinds: dict[str, Kind] = {"worker": "worker", "officer": "officer", "company": "company", "delegate": "delegate"}
    kind = kinds[account.kind]
    word = {"officer": (), "company": ("unit",)}.get(kind, (kind,))
    roles = frozenset(account.roles if kind in ("officer", "company") else ()).union(word)
    return Actor(kind, account.pk, account.person_id, roles, account.department, account.county, account.label)


def actor_of(request: HttpRequest) -> Actor:
    """The actor of a request; NOBODY when nobody signed in.

    Staff with one factor, and anybody with a password that somebody else chose, are ``half``; a delegate who has
    chosen a person and holds their consent is that person's hand.
    """
    account = request.user
    if not isinstance(account, Account):
        return NOBODY
    if account.must_change or (account.kind in STAFF and not request.session.get(PROVEN)):
        return Actor("half", account.pk, label=account.label)
    chosen = request.session.get(ACTING_FOR)
    if account.kind == "delegate" and chosen:
        return on_behalf_of(account, chosen)
    return actor_for(account)


def on_behalf_of(account: Account, person_id: str) -> Actor:
    """The delegate as the person's hand; as nobody's when the consent is gone."""
    if not delegates(account.pk, person_id):
        return actor_for(account)
    return Actor("worker", account.pk, UUID(person_id), frozenset({"worker"}), label=account.label, on_behalf=True)
