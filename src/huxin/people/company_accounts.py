"""Accounts of a company 企业账号: the first by a legal-person ticket or at a window, the others from its own people.

A credit code is public and proves nothing: at a window one officer takes licence 营业执照 and mandate 授权书, another
of the same office looks at them and agrees.  Whoever manages the accounts of a company then invites colleagues by a
one-time code, says what each may do, and closes accounts; never their own.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from huxin.identity.account_audit import leave_trace
from huxin.identity.accounts import give_company_roles, lock, open_account, subject_digest, unlock
from huxin.identity.actor import Actor
from huxin.identity.entry_codes import hand_out
from huxin.identity.models import Account, AccountChange, Identity
from huxin.identity.roles import COMPANY, check_company_roles
from huxin.law import InputError
from huxin.law.cleaning import text
from huxin.law.procedures import EvidenceSpec, Field
from huxin.law.procedures.model import Option
from huxin.people.models import Company
from huxin.people.organisation import add_company, company_of
from huxin.people.rosters import same_name

FIRST: Final = "company"
"""What a row of changes is that asks for the first account of a company."""
LICENCE: Final = EvidenceSpec(
    id="licence",
    label={"zh": "营业执照", "en": "Business licence"},
    why={"zh": "和信用代码、名称核对。", "en": "Compared with code and name."},
    required=True,
)
MANDATE: Final = EvidenceSpec(
    id="mandate",
    label={"zh": "授权书和经办人身份证", "en": "Mandate and identity card"},
    why={"zh": "写明让谁来管账号，盖公章。", "en": "Says who manages the accounts, under the company's seal."},
    required=True,
)
PAPERS: Final = (LICENCE, MANDATE)
LONGEST: Final = 60
_KINDS: Final = (
    Option(value="platform", label={"zh": "平台企业", "en": "Platform company"}),
    Option(value="partner", label={"zh": "用工合作企业、劳务派遣单位", "en": "Partner firm, dispatch firm"}),
)
CODE: Final = Field(
    name="credit_code", kind="credit_code", label={"zh": "统一社会信用代码", "en": "Unified social credit code"}
)
COMPANY_NAME: Final = Field(
    name="company", kind="text", label={"zh": "企业名称", "en": "Name of the company"}, max_length=80
)
COMPANY_KIND: Final = Field(name="kind", kind="choice", label={"zh": "类型", "en": "Kind"}, options=_KINDS)
LABEL: Final = Field(
    name="label",
    kind="text",
    label={"zh": "管账号的人姓名", "en": "Name of the person who manages the accounts"},
    max_length=LONGEST,
)


@dataclass(frozen=True)
class Firm:
    """A company as a form describes it; name and kind count where it is not registered yet."""

    credit_code: str
    name: str
    kind: str


def has_accounts(credit_code: str) -> bool:
    """Whether the company has an account, open or closed: a closed one is no reason to open a first one."""
    return Account.objects.filter(kind="company", person__company__credit_code=credit_code).exists()


def registered(credit_code: str) -> Company | None:
    return Company.objects.select_related("person").filter(credit_code=credit_code).first()


def open_by_ticket(firm: Firm, label: str) -> Account:
    """The first account of a company for which the provider of the single sign-on vouches; the ticket leads to it.

    Raises InputError for a company that has accounts: its own people invite the others.
    """
    with transaction.atomic():
        account = _first_account(firm, label, None, {"way": "ticket"})
        Identity.objects.create(provider="ticket", subject=subject_digest("ticket", firm.credit_code), account=account)
    return account


def ask_for_first(by: Actor, firm: Firm, label: str, papers: Mapping[str, Sequence[str]]) -> AccountChange:
    """What an officer took in at the window; it waits for another officer of the same office.

    ``papers``: for each of ``PAPERS`` the ids of its files.  Raises InputError for a name that is not the company's.
    """
    known = registered(firm.credit_code)
    if known is not None and not same_name(known.name, firm.name):
        hint = _("名称和这个信用代码登记的不一样，请对着营业执照再核一遍。")
        raise InputError("other_name", "company", "another name", "the registered one", hint)
    missing = [one.id for one in PAPERS if not papers.get(one.id)]
    if missing:
        raise InputError("papers", missing[0], "nothing", "a file", _("营业执照和授权书都要传。"))
    said = {**vars(firm), "label": text(label)[:LONGEST], "papers": dict(papers)}
    with transaction.atomic():
        row = AccountChange(id=uuid.uuid4(), what=FIRST, content=said, asked_by_id=by.pk, asked_at=timezone.now())
        row.save(force_insert=True)
        leave_trace("account", "asked_company", by.pk, content=_told(row))
    return row


def first_waiting(by: Actor) -> list[AccountChange]:
    """What waits in the officer's own office, the oldest first."""
    rows = AccountChange.objects.filter(what=FIRST, answered_at=None, **_office(by))
    return list(rows.select_related("asked_by").order_by("asked_at")[:50])


def refused(by: Actor, change: str) -> bool:
    """Whether this officer refused that one."""
    rows = AccountChange.objects.filter(what=FIRST, answered_by_id=by.pk, agreed=False)
    return change in {str(one) for one in rows.values_list("id", flat=True)}


def papers_of(by: Actor, change: uuid.UUID) -> Mapping[str, Sequence[str]]:
    """The ids of the files of one that waits in the officer's own office; nothing for any other."""
    row = AccountChange.objects.filter(id=change, what=FIRST, answered_at=None, **_office(by)).first()
    found: Mapping[str, Sequence[str]] = row.content["papers"] if row is not None else {}
    return found


def answer_first(by: Actor, change: uuid.UUID, *, agreed: bool) -> tuple[Account, str] | None:
    """Agree, and get the account with its one-time code; or refuse.

    Raises InputError where nothing waits in this office, for whoever asked, and for a company that has accounts by
    now.
    """
    with transaction.atomic():
        row = (
            AccountChange.objects.select_for_update(of=("self",))
            .filter(id=change, what=FIRST, answered_at=None, **_office(by))
            .first()
        )
        if row is None:
            raise InputError("change", "change", "nothing", "a change that waits", _("这一条已经有人答复过了。"))
        if agreed and row.asked_by_id == by.pk:
            hint = _("要由同一部门的另一位工作人员看过材料再同意。")
            raise InputError("second_person", "change", "the same person", "another officer", hint)
        row.answered_by_id, row.answered_at, row.agreed = by.pk, timezone.now(), agreed
        leave_trace("account", "agreed_company" if agreed else "refused_company", by.pk, content=_told(row))
        account = None
        if agreed:
            said = row.content
            firm = Firm(said["credit_code"], said["name"], said["kind"])
            account = _first_account(firm, said["label"], by.pk, {"way": "window", "change": str(row.id)}, by.county)
            row.account = account
        row.save(update_fields=["answered_by", "answered_at", "agreed", "account"])
        return (account, hand_out(by.pk, account)) if account is not None else None


def colleagues(actor: Actor) -> list[Account]:
    """The accounts of the actor's company, the oldest first."""
    return list(Account.objects.filter(kind="company", person__company=company_of(actor)).order_by("id"))


def colleague(actor: Actor, username: str) -> Account | None:
    """One of them; None for anybody else's."""
    return next((one for one in colleagues(actor) if one.username == username), None)


def invite(by: Actor, label: str, roles: Iterable[str]) -> tuple[Account, str]:
    """An account for a colleague and the one-time code with which they choose a password.  Raises InputError."""
    name, given = text(label)[:LONGEST], check_company_roles(roles)
    if not name:
        raise InputError("label", "label", "nothing", "a name", _("写上同事的名字。"))
    person = company_of(by).person_id
    if person is None:
        raise PermissionError("a company without a legal person has no accounts")
    with transaction.atomic():
        account = open_account("company", person, name, by.pk, {"way": "invited", "roles": given}, given)
        return account, hand_out(by.pk, account)


def change_colleague(by: Actor, account: Account, what: str, roles: Iterable[str] = ()) -> str:
    """Give other roles, close, open, or give a new one-time code, which is answered.  Raises InputError."""
    if what == "roles":
        give_company_roles(by, account, roles)
    elif what == "close":
        lock(by, account)
    elif what == "open":
        unlock(by, account)
    elif what == "code":
        if account.pk == by.pk:
            hint = _("自己的密码在“换密码”里换。")
            raise InputError("own_account", "account", "your own", "a colleague's", hint)
        return hand_out(by.pk, account)
    else:
        raise InputError("do", "do", what, "roles, close, open, code", _("这一页没有这个按钮。"))
    return ""


def _first_account(firm: Firm, label: str, by: int | None, content: Mapping[str, Any], county: str = "") -> Account:
    """The company's row is locked or new: of two who open a first account at once, the second is told."""
    hint = _("这家企业已经有账号了，找管账号的同事给你一个口令。")
    told = InputError("has_accounts", "credit_code", "a company with accounts", "one without", hint)
    company = Company.objects.select_for_update(of=("self",)).filter(credit_code=firm.credit_code).first()
    if company is not None and has_accounts(firm.credit_code):
        raise told
    if company is None:
        try:
            with transaction.atomic():
                company = add_company(firm.credit_code, firm.name, firm.kind, county=county)
        except IntegrityError:
            raise told from None
    if company.person is None:
        raise InputError("company", "credit_code", "a company without a legal person", "one", _("这家企业的登记不全。"))
    return open_account("company", company.person.id, text(label), by, content, list(COMPANY))


def _office(by: Actor) -> dict[str, str]:
    return {"asked_by__department": by.department, "asked_by__county": by.county}


def _told(row: AccountChange) -> dict[str, Any]:
    return {"change": str(row.id), "credit_code": row.content["credit_code"], "papers": row.content["papers"]}
