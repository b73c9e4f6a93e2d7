"""What other rooms may use of the registry."""

from huxin.registry import access_log, consents, corrections, oidc, privacy, second_factor, tickets
from huxin.registry.access import RULES, access, routes
from huxin.registry.accounts import (
    Wanted,
    change_password,
    change_scope,
    link_identity,
    lock,
    make_account,
    reset_factor,
    reset_password,
    retire_stale,
    unlock,
)
from huxin.registry.actors import ACTING_FOR, NOBODY, PROVEN, STAFF, SYSTEM, Actor, actor_for, actor_of
from huxin.registry.models import Account, Company, ContributionMonth, Correction, Person, Recognition, Trace, Viewing
from huxin.registry.people import (
    Details,
    add_person,
    details_of,
    erase_person,
    mask_card,
    mask_phone,
    masked,
    registers_of,
    yuan,
)
from huxin.registry.rates import limited
from huxin.registry.roles import ADMINISTRATORS, ROLES
from huxin.registry.sealing import ErasedError, open_bytes, seal, seal_bytes, unseal
from huxin.registry.signing_in import LockedError, check_sign_in
from huxin.registry.traces import leave_trace
from huxin.registry.upkeep import tidy_up
from huxin.registry.viewings import PERSONAL, note_export, note_viewing, show_in_full

__all__ = [
    "ACTING_FOR",
    "ADMINISTRATORS",
    "NOBODY",
    "PERSONAL",
    "PROVEN",
    "ROLES",
    "RULES",
    "STAFF",
    "SYSTEM",
    "Account",
    "Actor",
    "Company",
    "ContributionMonth",
    "Correction",
    "Details",
    "ErasedError",
    "LockedError",
    "Person",
    "Recognition",
    "Trace",
    "Viewing",
    "Wanted",
    "access",
    "access_log",
    "actor_for",
    "actor_of",
    "add_person",
    "change_password",
    "change_scope",
    "check_sign_in",
    "consents",
    "corrections",
    "details_of",
    "erase_person",
    "leave_trace",
    "limited",
    "link_identity",
    "lock",
    "make_account",
    "mask_card",
    "mask_phone",
    "masked",
    "note_export",
    "note_viewing",
    "oidc",
    "open_bytes",
    "privacy",
    "registers_of",
    "reset_factor",
    "reset_password",
    "retire_stale",
    "routes",
    "seal",
    "seal_bytes",
    "second_factor",
    "show_in_full",
    "tickets",
    "tidy_up",
    "unlock",
    "unseal",
    "yuan",
]
