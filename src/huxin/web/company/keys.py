"""Keys for the company's programs: made, shown once, taken back."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from huxin.identity.service import actor_of, api_keys, make_api_key, revoke_api_key
from huxin.ui.company import render_page
from huxin.ui.forms import FormProblem
from huxin.ui.page import page


@page("GET", "POST", who="company_keys")
def keys(request: HttpRequest) -> HttpResponse:
    """The list; a new one with its secret; one taken back."""
    actor = actor_of(request)
    secret, problems = "", list[FormProblem]()
    if request.method == "POST" and "revoke" in request.POST:
        if not _revoke(request):
            problems = [FormProblem(_("这把密钥已经收回了。"))]
    elif request.method == "POST":
        label = request.POST.get("label", "").strip()
        if label:
            secret = make_api_key(actor, label)[1]
        else:
            problems = [FormProblem(_("写一个名字，比如哪个系统用的。"), "f-label")]
    context = {"keys": api_keys(actor), "secret": secret, "problems": problems}
    return render_page(request, "company/keys.html", context, 400 if problems else 200)


def _revoke(request: HttpRequest) -> bool:
    try:
        return revoke_api_key(actor_of(request), uuid.UUID(request.POST["revoke"]))
    except ValueError:
        return False
