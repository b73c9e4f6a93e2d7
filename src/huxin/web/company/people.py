"""同事账号: who speaks for the company; its own people invite one another, give rights, and close accounts."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from huxin.core.service import english, hint_of
from huxin.identity.service import COMPANY, Account, Actor, Trace, actor_of, entry_codes
from huxin.law import InputError
from huxin.people.service import company_accounts
from huxin.ui.company import render_page
from huxin.ui.formatting import instant_text
from huxin.ui.forms import FormField, FormOption, FormProblem
from huxin.ui.page import page
from huxin.ui.success import named, went


@page("GET", "POST", who="company_accounts")
def people(request: HttpRequest) -> HttpResponse:
    """The list, an invitation, and what is done to a colleague's account; a code is shown this once."""
    actor, problems = actor_of(request), list[FormProblem]()
    given: dict[str, Any] = {}
    if request.method == "POST":
        try:
            account, code = _do(request, actor)
            if not code:
                return went(request, f"{reverse('company:people')}?done={account.username}")
            hours = int(entry_codes.LASTS.total_seconds() // 3600)
            where = request.build_absolute_uri(reverse("account:code"))
            given = {"label": account.label, "username": account.username, "code": code, "hours": hours, "where": where}
        except InputError as error:
            problems = [FormProblem(hint_of(error), f"f-{error.problem.field}")]
    sent = request.POST if problems and "account" not in request.POST else None
    rows = company_accounts.colleagues(actor)
    context = {
        "rows": [_row(one, actor) for one in rows],
        "label": sent.get("label", "") if sent is not None else "",
        "roles": _roles(sent.getlist("roles") if sent is not None else [], "f-roles"),
        "given": given,
        "problems": problems,
        "done": _changed(request, actor, rows),
    }
    return render_page(request, "company/people.html", context, 400 if problems else 200)


def _changed(request: HttpRequest, actor: Actor, rows: list[Account]) -> str:
    """Whose account was changed just now, where its history says so."""
    mine = Trace.objects.filter(kind="account", by_id=actor.pk)
    who = named(request, "done", lambda name: mine.filter(account__username=name).exists())
    label = next((one.label for one in rows if one.username == who), "")
    return _("改好了：%(who)s") % {"who": label} if label else ""


def _do(request: HttpRequest, actor: Actor) -> tuple[Account, str]:
    """Whose account, and the code where one was given.  Raises InputError."""
    sent = request.POST
    if "account" not in sent:
        return company_accounts.invite(actor, sent.get("label", ""), sent.getlist("roles"))
    found = company_accounts.colleague(actor, sent["account"])
    if found is None:
        raise Http404
    return found, company_accounts.change_colleague(actor, found, sent.get("do", ""), sent.getlist("roles"))


def _roles(chosen: list[str], place: str) -> FormField:
    words = {name: role.en if english() else role.zh for name, role in COMPANY.items()}
    options = tuple(FormOption(name, word, name in chosen) for name, word in words.items())
    return FormField("roles", "many", _("能做什么"), True, place, options=options)


def _row(one: Account, actor: Actor) -> dict[str, Any]:
    held = list(one.roles) or list(COMPANY)
    return {
        "username": one.username,
        "label": one.label,
        "roles": "、".join(COMPANY[name].en if english() else COMPANY[name].zh for name in held),
        "field": _roles(held, f"r-{one.pk}"),
        "used": instant_text(one.last_login) if one.last_login else _("从没登录过"),
        "active": one.is_active,
        "own": one.pk == actor.pk,
    }
