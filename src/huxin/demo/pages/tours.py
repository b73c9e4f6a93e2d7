"""三分钟看一圈: for each role what to press in which order, with the cases of the invented city."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from huxin.demo.tours import all_tours
from huxin.identity.service import Account, actor_of
from huxin.ui.page import page


@page("GET", who="public")
def tours(request: HttpRequest) -> HttpResponse:
    """Every role with what it is about."""
    return render(request, "demo/tours.html", {"tours": all_tours()})


@page("GET", who="public")
def tour(request: HttpRequest, account: str) -> HttpResponse:
    """The steps of one role; each leads to its page, once its account is signed in."""
    found = next((one for one in all_tours() if one.account == account), None)
    if found is None:
        raise Http404
    here = reverse("worker:tour", args=[account])
    user = request.user if isinstance(request.user, Account) else None
    context = {
        "tour": found,
        "steps": found.steps(),
        "is_in": user is not None and user.username == account and actor_of(request).kind != "half",
        "is_other": user is not None and user.username != account,
        "sign_in": f"{reverse('login')}?next={here}",
    }
    return render(request, "demo/tour.html", context)
