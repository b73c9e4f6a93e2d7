"""Who acts: the account behind a request, and what is in its scope."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal
from uuid import UUID, uuid5

from huxin.registry.models import Account

if TYPE_CHECKING:
    from django.http import HttpRequest

Kind = Literal["worker", "officer", "company", "system", "nobody"]
_OFFICES: Final = UUID("5f0c9a5e-1350-4d0b-9a21-135202112201")
"""Under this name lie the ids of offices, so that an office is found without a look-up."""


@dataclass(frozen=True)
class Actor:
    """An account as casework sees it.  ``county`` empty: the whole city.  ``person_id``: a worker, or a company."""

    kind: Kind
    account_id: int | None = None
    person_id: UUID | None = None
    roles: frozenset[str] = field(default_factory=frozenset)
    department: str = ""
    county: str = ""
    label: str = ""

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
        """The natural or legal person for whom this actor files and hands in papers; an officer's is the office."""
        return office_id(self.department, self.county) if self.kind == "officer" else self.person_id

    @property
    def parties(self) -> frozenset[str]:
        """As what this actor may open a case: the words of the law, and an officer's roles."""
        if self.kind == "worker":
            return frozenset({"worker", "kin"})
        if self.kind == "company":
            return frozenset({"unit"})
        return self.roles | ({"union"} if self.kind == "officer" and self.department == "union" else set())

    def covers(self, department: str, county: str) -> bool:
        """Whether an officer's scope holds cases of this department and county."""
        return self.kind == "officer" and self.department == department and self.county in ("", county)


NOBODY = Actor("nobody")
SYSTEM = Actor("system", roles=frozenset({"system"}), label="系统")


def office_id(department: str, county: str) -> UUID:
    """The id of an office as a legal person; ``county`` empty: the city's own."""
    return uuid5(_OFFICES, f"{department}/{county}")


def actor_for(account: Account) -> Actor:
    """The actor of an account."""
    kinds: dict[str, Kind] = {"worker": "worker", "officer": "officer", "company": "company"}
    kind = kinds[account.kind]
    own = {"worker": {"worker"}, "company": {"unit"}}
    roles = frozenset(account.roles if kind == "officer" else own[kind])
    return Actor(kind, account.pk, account.person_id, roles, account.department, account.county, account.label)


def actor_of(request: HttpRequest) -> Actor:
    """The actor of a request; NOBODY when nobody signed in."""
    return actor_for(request.user) if isinstance(request.user, Account) else NOBODY
