"""Platforms' rules: every version, what changed since the one before, and the places to read twice."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from huxin.casework.service import NotFoundError, city_pack, today, view_case
from huxin.core.service import english
from huxin.identity.service import Actor, actor_of
from huxin.measures.governance.service import detector_words, proofs, severity_words
from huxin.measures.safety.service import Flag, Version, compare, earlier, flags, reader, text_of_case, versions
from huxin.ui.office import render_page
from huxin.ui.page import page


@page("GET", who="officer")
def rules(request: HttpRequest) -> HttpResponse:
    """Every version in the officer's scope, newest first."""
    rows = [{"version": one, **version_words(one)} for one in versions(actor_of(request))]
    return render_page(request, "agency/rules.html", {"rows": rows})


@page("GET", who="officer")
def rule(request: HttpRequest, no: str) -> HttpResponse:
    """One version against the one before, or against any earlier one.  Raises Http404 outside the scope."""
    actor, asked = actor_of(request), request.GET.get("against", "")
    try:
        this, before = earlier(versions(actor), no)
    except NotFoundError:
        raise Http404 from None
    older = next((one for one in before if one.no == asked), before[0] if before else None)
    text = _text(actor, this)
    lines = compare(_text(actor, older), text) if older is not None and text else []
    found = flags(text, today(), "en" if english() else "zh")
    context = {
        "version": this,
        **version_words(this),
        "older": older,
        "before": before,
        "readable": bool(text),
        "text": text,
        "lines": [{"kind": one.kind, "left": one.left, "right": one.right} for one in lines],
        "changed": sum(one.kind != "same" for one in lines),
        "flags": [_flag(one, this.code) for one in found],
        "case_url": reverse("agency:case", args=[this.no]) if actor.department == "hrss" else "",
    }
    return render_page(request, "agency/rule.html", context)


def _text(actor: Actor, version: Version) -> str:
    own = reader(actor)
    return text_of_case(own, view_case(own, version.no))


def _flag(one: Flag, code: str) -> dict[str, Any]:
    """A place with what may follow at most, and how often the orders show it."""
    shown = proofs(code, one.detector) if one.detector else 0
    query = f"?detector={one.detector}&company={code}"
    return {
        "flag": one,
        "follows": severity_words()[one.follows],
        "proof": shown,
        "proof_label": detector_words(one.detector, "en" if english() else "zh") if one.detector else "",
        "proof_url": reverse("agency:findings") + query,
    }


def version_words(one: Version) -> dict[str, str]:
    """The form's words for the codes of a version."""
    language = "en" if english() else "zh"
    values = {"rule_kind": one.kind, "heard_by": one.heard_by, "union_opinion": one.union_opinion}
    found = {}
    for step in city_pack().procedures["rule-filing"].form:
        for field in step.fields:
            if field.name in values:
                code = values[field.name]
                found[field.name] = next((o.label[language] for o in field.options if o.value == code), code)
    return found
