"""Who acts: the account behind a request, and what is in its scope."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from huxin.registry.models import Account

if TYPE_CHECKING:
    from django.http import HttpRequest

Kind = Literal["worker", "officer", "system", "nobody"]


@dataclass(frozen=True)
class Actor:
    """An account as casework sees it.  ``county`` empty: the whole city."""

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

    def covers(self, department: str, county: str) -> bool:
        """Whether an officer's scope holds cases of this department and county."""
        return self.kind == "officer" and self.department == department and self.county in ("", county)


NOBODY = Actor("nobody")
SYSTEM = Actor("system", roles=frozenset({"system"}), label="系统")


def actor_for(account: Account) -> Actor:
    """The actor of an account."""
    kinds: dict[str, Kind] = {"worker": "worker", "officer": "officer"}
    kind = kinds[account.kind]
    roles = frozenset(account.roles) if kind == "officer" else frozenset({"worker"})
    return Actor(kind, account.pk, account.person_id, roles, account.department, account.county, account.label)


def actor_of(request: HttpRequest) -> Actor:
    """The actor of a request; NOBODY when nobody signed in."""
    return actor_for(request.user) if isinstance(request.user, Account) else NOBODY
