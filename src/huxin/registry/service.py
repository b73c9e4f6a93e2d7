"""What other rooms may use of the registry."""

from huxin.registry.access import RULES, access, routes
from huxin.registry.actors import NOBODY, SYSTEM, Actor, actor_for, actor_of
from huxin.registry.api_keys import account_of_key, api_keys, make_api_key, revoke_api_key
from huxin.registry.models import Account, ApiKey, Company, ContributionMonth, Person, Recognition
from huxin.registry.organisations import (
    add_company,
    chain_above,
    company_of,
    company_person,
    find_companies,
    office_person,
    owner_of,
    people_of,
)
from huxin.registry.people import (
    Details,
    add_person,
    details_of,
    erase_person,
    mask_card,
    mask_id_number,
    mask_phone,
    masked,
    registers_of,
    yuan,
)
from huxin.registry.problems import SORTED, is_program, problem, problem_of
from huxin.registry.sealing import ErasedError, open_bytes, seal, seal_bytes, unseal
from huxin.registry.signing_in import LockedError, check_sign_in
from huxin.registry.viewings import show_in_full

__all__ = [
    "NOBODY",
    "RULES",
    "SORTED",
    "SYSTEM",
    "Account",
    "Actor",
    "ApiKey",
    "Company",
    "ContributionMonth",
    "Details",
    "ErasedError",
    "LockedError",
    "Person",
    "Recognition",
    "access",
    "account_of_key",
    "actor_for",
    "actor_of",
    "add_company",
    "add_person",
    "api_keys",
    "chain_above",
    "check_sign_in",
    "company_of",
    "company_person",
    "details_of",
    "erase_person",
    "find_companies",
    "is_program",
    "make_api_key",
    "mask_card",
    "mask_id_number",
    "mask_phone",
    "masked",
    "office_person",
    "open_bytes",
    "owner_of",
    "people_of",
    "problem",
    "problem_of",
    "registers_of",
    "revoke_api_key",
    "routes",
    "seal",
    "seal_bytes",
    "show_in_full",
    "unseal",
    "yuan",
]
