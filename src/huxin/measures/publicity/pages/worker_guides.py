"""Rights guides 权益指南 for everybody: by situation, by trade, on paper, and a few questions without points."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse

from huxin.casework.service import city_pack
from huxin.core.service import english
from huxin.measures.publicity.service import (
    CHANNELS,
    KINDS,
    GuidePage,
    by_trade,
    note_opened,
    note_quiz,
    paper,
    questions,
    running,
    situations,
)
from huxin.ui.page import page
from huxin.ui.questions import RESULT, about, gone, lay_down, merged, run_of
from huxin.ui.templatetags.words import say


def _language() -> str:
    return "en" if english() else "zh"


def _all() -> tuple[list[GuidePage], list[GuidePage]]:
    return situations(city_pack(), _language()), by_trade(city_pack(), _language())


@page("GET", who="public")
def guides(request: HttpRequest) -> HttpResponse:
    """Which situation, which trade; and what can be printed."""
    found, trades = _all()
    context = {"situations": found, "trades": trades, "kinds": KINDS, "languages": ("zh", "en")}
    return render(request, "worker/guides/list.html", {**context, "campaign": _campaign(request.GET)})


def _campaign(data: QueryDict) -> str:
    """The number of the running campaign whose code or link led here; empty for none."""
    found = running(data.get("c", ""))
    return found.no if found is not None else ""


@page("GET", who="public")
def campaign(request: HttpRequest, no: str, channel: str) -> HttpResponse:
    """A campaign's code or link was opened: counted, and on to the guides; never a dead end."""
    found = running(no)
    if found is None or channel not in CHANNELS or channel == "quiz":
        return HttpResponseRedirect(reverse("worker:guides"))
    if request.method == "GET":
        note_opened(found, channel)
    return HttpResponseRedirect(f"{reverse('worker:guides')}?c={found.no}")


@page("GET", who="public")
def guide(request: HttpRequest, name: str) -> HttpResponse:
    """One guide: what the notice says, and how to get it."""
    found, trades = _all()
    chosen = next((one for one in (*found, *trades) if one.id == name), None)
    if chosen is None:
        raise Http404
    return render(request, "worker/guides/guide.html", {"guide": chosen})


@page("GET", "POST", who="public")
def quiz(request: HttpRequest) -> HttpResponse:
    """Five questions; each answer says why and where it stands.

    Of a running campaign is kept how many answers were right, and not whose.
    """
    run = run_of(request)
    data = request.POST if request.method == "POST" else run.said if run is not None else request.GET
    rows = []
    for one in questions():
        said = data.get(one.id, "")
        rows.append(
            {
                "id": one.id,
                "ask": say(one.ask),
                "said": said,
                "answered": said in ("yes", "no"),
                "right": said == ("yes" if one.right else "no"),
                "why": say(one.why),
                "clause": city_pack().cite(one.source),
                "see": one.see,
            }
        )
    found = running(data.get("c", ""))
    if request.method == "POST":
        if found is not None and all(row["answered"] for row in rows):
            note_quiz(found, len(rows), sum(bool(row["right"]) for row in rows))
        return lay_down(request, merged(request), RESULT)
    context = {"rows": rows, "campaign": found.no if found else "", "problems": gone(request), **about(request)}
    return render(request, "worker/guides/quiz.html", context)


@page("GET", who="public")
def pdf(request: HttpRequest, kind: str, language: str) -> HttpResponse:
    """The handbook, the card or the poster, with a QR code that leads to this site."""
    if kind not in KINDS or language not in ("zh", "en"):
        raise Http404
    no = _campaign(request.GET)
    target = reverse("worker:campaign", args=[no, kind]) if no else reverse("worker:guides")
    body = paper(kind, language, request.build_absolute_uri(target))
    headers = {"Content-Disposition": f'inline; filename="huxin-{kind}-{language}.pdf"'}
    return HttpResponse(body, content_type="application/pdf", headers=headers)
