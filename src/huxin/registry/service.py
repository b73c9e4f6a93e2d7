"""What other rooms may use of the registry."""

from huxin.registry.access import RULES, access, routes
from huxin.registry.actors import NOBODY, SYSTEM, Actor, actor_for, actor_of
from huxin.registry.models import (
    Account,
    Agreement,
    Company,
    ContributionMonth,
    Cover,
    Engagement,
    Filing,
    Person,
    Recognition,
)
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
from huxin.registry.rosters import Named, acts_for, people_of
from huxin.registry.sealing import ErasedError, open_bytes, seal, seal_bytes, unseal
from huxin.registry.sealing import blind_index as index_of
from huxin.registry.signing_in import LockedError, check_sign_in
from huxin.registry.viewings import show_in_full

__all__ = [
    "NOBODY",
    "RULES",
    "SYSTEM",
    "Account",
    "Actor",
    "Agreement",
    "Company",
    "ContributionMonth",
    "Cover",
    "Details",
    "Engagement",
    "ErasedError",
    "Filing",
    "LockedError",
    "Named",
    "Person",
    "Recognition",
    "access",
    "actor_for",
    "actor_of",
    "acts_for",
    "add_person",
    "check_sign_in",
    "details_of",
    "erase_person",
    "index_of",
    "mask_card",
    "mask_phone",
    "masked",
    "open_bytes",
    "people_of",
    "registers_of",
    "routes",
    "seal",
    "seal_bytes",
    "show_in_full",
    "unseal",
    "yuan",
]
