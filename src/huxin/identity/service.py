"""What other rooms may use of identity."""

from huxin.identity import access_log, entry_codes, jar, kept_forms, mfa, oidc, province_ticket, tries, two_hands
from huxin.identity.absences import absences_of, end_leave, go_away, stands_in_for
from huxin.identity.access import RULES, access, by_script, routes
from huxin.identity.account_audit import leave_trace
from huxin.identity.accounts import (
    AccountForm,
    change_password,
    choose_password,
    lock,
    make_account,
    open_account,
    open_from_server,
    retire_stale,
    subject_digest,
    unlock,
)
from huxin.identity.actor import ACTING_FOR, NOBODY, PROVEN, STAFF, SYSTEM, Actor, actor_for, actor_of
from huxin.identity.api_keys import account_of_key, api_keys, make_api_key, revoke_api_key
from huxin.identity.authentication_context import PASSWORD, SINGLE_SIGN_ON, Presence, came_by, presence_of
from huxin.identity.devices import Origin, device_for, remember
from huxin.identity.housekeeping import tidy_up
from huxin.identity.idle import idle_minutes
from huxin.identity.models import Absence, Account, AccountChange, ApiKey, Trace
from huxin.identity.rate_limit import address_of, limited, origin_of, take
from huxin.identity.roles import ADMINISTRATORS, COMPANY, ROLES
from huxin.identity.sign_in import LockedError, check_sign_in
from huxin.identity.tries import waiting

__all__ = [
    "ACTING_FOR",
    "ADMINISTRATORS",
    "COMPANY",
    "NOBODY",
    "PASSWORD",
    "PROVEN",
    "ROLES",
    "RULES",
    "SINGLE_SIGN_ON",
    "STAFF",
    "SYSTEM",
    "Absence",
    "Account",
    "AccountChange",
    "AccountForm",
    "Actor",
    "ApiKey",
    "LockedError",
    "Origin",
    "Presence",
    "Trace",
    "absences_of",
    "access",
    "access_log",
    "account_of_key",
    "actor_for",
    "actor_of",
    "address_of",
    "api_keys",
    "by_script",
    "came_by",
    "change_password",
    "check_sign_in",
    "choose_password",
    "device_for",
    "end_leave",
    "entry_codes",
    "go_away",
    "idle_minutes",
    "jar",
    "kept_forms",
    "leave_trace",
    "limited",
    "lock",
    "make_account",
    "make_api_key",
    "mfa",
    "oidc",
    "open_account",
    "open_from_server",
    "origin_of",
    "presence_of",
    "province_ticket",
    "remember",
    "retire_stale",
    "revoke_api_key",
    "routes",
    "stands_in_for",
    "subject_digest",
    "take",
    "tidy_up",
    "tries",
    "two_hands",
    "unlock",
    "waiting",
]
