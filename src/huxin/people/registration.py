"""Registration of a person 个人注册: found by the identity number or written anew, and given their one account."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from huxin.identity.account_audit import leave_trace
from huxin.identity.accounts import open_account
from huxin.identity.actor import Actor
from huxin.identity.entry_codes import hand_out
from huxin.identity.models import Account
from huxin.law import InputError, Pack
from huxin.law.procedures import Field, field_problems
from huxin.law.procedures.model import Text2
from huxin.people.imports.sheets import sheet_of
from huxin.people.models import Person
from huxin.people.person import add_person, details_of, is_name, keep_details, masked, person_by_number
from huxin.people.rosters import ListedPerson, details_by_number, same_name

Way = Literal["ticket", "window"]
As = Literal["worker", "delegate"]
"""As what somebody gets an account: for themselves, or to act for others with their consent 代办人."""
SaidBy = Literal["provider", "person", "card"]
"""Who said the name: the single sign-on, the person themselves, the card that was shown at a window."""

_COUNTY: Final[Text2] = {"zh": "在哪个县（市、区）", "en": "County"}
"""What a person is asked, where a table has a code."""


@dataclass(frozen=True)
class Registered:
    """``known``: the person stood in the register; ``had``: the account was there already."""

    account: Account
    person: Person
    known: bool
    had: bool


def person_fields(pack: Pack, *names: str) -> tuple[Field, ...]:
    """The questions about a person, in the words and with the checks of the register's own table."""
    columns = {one.name: one for one in sheet_of("people", pack).columns}
    columns["county"] = replace(columns["county"], label=_COUNTY)
    return tuple(columns[name] for name in names)


def account_by_number(id_number: str) -> tuple[bool, Account | None]:
    """Whether somebody with this number is registered, and their account, open or closed."""
    person = person_by_number(id_number)
    found = Account.objects.filter(kind="worker", person=person).first() if person is not None else None
    return person is not None, found


def register_by_ticket(named: ListedPerson, pack: Pack, *, said_by: SaidBy) -> Registered:
    """Somebody for whose number the provider of the single sign-on vouches.  Raises InputError for a closed account."""
    return _twice(named, pack, None, "ticket", said_by, "worker")


def register_at_window(by: Actor, named: ListedPerson, pack: Pack, kind: As = "worker") -> tuple[Registered, str]:
    """Somebody who stands there with their card, and a one-time code to choose a password with on their own phone.

    For somebody who has an account this is the way back after a lost password.  Raises InputError where name and
    number do not belong together, and for a closed account.
    """
    with transaction.atomic():
        found = _twice(named, pack, by.pk, "window", "card", kind)
        return found, hand_out(by.pk, found.account)


def _twice(named: ListedPerson, pack: Pack, by: int | None, way: Way, said_by: SaidBy, kind: As) -> Registered:
    """Somebody may be registered by two at once: the second one finds what the first one wrote."""
    try:
        with transaction.atomic():
            return _register(named, pack, by, way, said_by, kind)
    except IntegrityError:
        with transaction.atomic():
            return _register(named, pack, by, way, said_by, kind)


def _register(named: ListedPerson, pack: Pack, by: int | None, way: Way, said_by: SaidBy, kind: As) -> Registered:
    person = person_by_number(named.id_number)
    known = person is not None
    if person is None:
        _check(named, pack)
        person = add_person(details_by_number(named), named.county)
    details = details_of(person)
    if way == "window" and not same_name(details.name, named.name):
        hint = _("姓名和这个身份证号登记的不一样，请对着证件再核一遍。")
        raise InputError("other_name", "name", "another name", "the registered one", hint)
    account = _account_of(person, kind)
    had = account is not None
    if account is None:
        content = {"way": way, "known": known, "name_said_by": "register" if known else said_by}
        account = open_account(kind, person.id, masked(details)["name"], by, content)
    if not account.is_active:
        hint = _("这个人的账号停用了，不能再开一个。到就近的窗口问，或者打 12333。")
        raise InputError("closed", "id_number", "a closed account", "an open one", hint)
    if named.phone and named.phone != details.phone:
        keep_details(person, replace(details, phone=named.phone))
        leave_trace("account", "phone_changed", by, account=account.pk, person=person.id)
    return Registered(account, person, known, had)


def _account_of(person: Person, kind: As) -> Account | None:
    if kind == "worker":
        return Account.objects.filter(kind=kind, person=person).first()
    return Account.objects.filter(kind=kind, traces__what="registered", traces__person=person).first()


def _check(named: ListedPerson, pack: Pack) -> None:
    """The checks of the form once more, for what did not come from one."""
    values = {"name": named.name, "id_number": named.id_number, "county": named.county}
    wrong = field_problems(person_fields(pack, *values), values)
    if wrong:
        raise InputError("person", wrong[0].field, "another value", "a right one", wrong[0].text["zh"])
    if not is_name(named.name):
        hint = _("姓名里只能有字、空格和间隔号“·”。")
        raise InputError("name", "name", "other signs", "letters", hint)
    if named.county not in pack.divisions:
        raise InputError("county", "county", named.county, ", ".join(pack.divisions), _("从列出来的县（市、区）里选。"))
