"""Rights guides 权益指南 for everybody: by situation, by trade, on paper, and a few questions without points."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from huxin.casework.service import city_pack
from huxin.measures.publicity.service import KINDS, Guide, by_trade, paper, questions, situations
from huxin.portals.templatetags.words import english, say
from huxin.registry.service import access


def _language() -> str:
    return "en" if english() else "zh"


def _all() -> tuple[list[Guide], list[Guide]]:
    return situations(city_pack(), _language()), by_trade(city_pack(), _language())


@access("public")
@require_GET
def guides(request: HttpRequest) -> HttpResponse:
    """Which situation, which trade; and what can be printed."""
    found, trades = _all()
    context = {"situations": found, "trades": trades, "kinds": KINDS, "languages": ("zh", "en")}
    return render(request, "worker/guides/list.html", context)


@access("public")
@require_GET
def guide(request: HttpRequest, name: str) -> HttpResponse:
    """One guide: what the notice says, and how to get it."""
    found, trades = _all()
    chosen = next((one for one in (*found, *trades) if one.id == name), None)
    if chosen is None:
        raise Http404
    return render(request, "worker/guides/guide.html", {"guide": chosen})


@access("public")
@require_http_methods(["GET", "POST"])
def quiz(request: HttpRequest) -> HttpResponse:
    """Five questions; each answer says why and where it stands, and nothing is kept."""
    rows = []
    for one in questions():
        said = request.POST.get(one.id, "")
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
    return render(request, "worker/guides/quiz.html", {"rows": rows})


@access("public")
@require_GET
def pdf(request: HttpRequest, kind: str, language: str) -> HttpResponse:
    """The handbook, the card or the poster, with a QR code that leads to this site."""
    if kind not in KINDS or language not in ("zh", "en"):
        raise Http404
    body = paper(kind, language, request.build_absolute_uri("/guides/"))
    headers = {"Content-Disposition": f'inline; filename="huxin-{kind}-{language}.pdf"'}
    return HttpResponse(body, content_type="application/pdf", headers=headers)
