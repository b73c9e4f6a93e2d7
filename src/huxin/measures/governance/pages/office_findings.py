"""Findings from order records: what was found where, how far over the line, and what a person makes of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import Count
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.urls import reverse
from django.utils.translation import gettext as _

from huxin.casework.service import ConflictError, ForbiddenError, NotFoundError, today
from huxin.core.service import english
from huxin.identity.service import actor_of
from huxin.law import InputError
from huxin.measures.governance.pages.evidence_words import evidence_rows
from huxin.measures.governance.service import (
    NOWHERE,
    Change,
    Filter,
    Finding,
    alike,
    askable,
    asks,
    detector_words,
    dismiss,
    facets,
    history_of,
    measured,
    page_of,
    privacy_of,
    severity_words,
    unit_words,
    visible,
)
from huxin.people.service import Company
from huxin.ui.charts import choropleth, histogram
from huxin.ui.downloads import csv_lines
from huxin.ui.formatting import instant_text
from huxin.ui.forms import FormProblem, refused
from huxin.ui.office import county_name, render_page
from huxin.ui.page import page

MOST_IN_CSV: Final = 100_000
MOST_IN_CHART: Final = 20_000


def state_words() -> Mapping[str, str]:
    """Where a finding stands."""
    return {"open": _("还没看"), "asked": _("已询问"), "false_alarm": _("误报"), "withdrawn": _("撤回了")}


def state_of(one: Finding) -> str:
    """The code of ``state_words``: what a person or a later scan made of it last."""
    if one.withdrawn_at is not None:
        return "withdrawn"
    return "asked" if hasattr(one, "asked") else "false_alarm" if hasattr(one, "false_alarm") else "open"


def cause_words() -> Mapping[str, str]:
    """Why a finding was withdrawn."""
    return {
        "orders": _("企业更正了订单，再扫描没有再发现。"),
        "rule": _("规则换了，按新规则再扫描没有再发现。"),
    }


def label_of(name: str) -> str:
    """A detector in the language of the page."""
    return detector_words(name, "en" if english() else "zh")


def privacy_text(name: str) -> str:
    """The privacy assessment of a detector in the language of the page."""
    return privacy_of(name, "en" if english() else "zh")


def company_names(codes: set[str]) -> dict[str, str]:
    """Names of registered companies; a code that is not registered stands for itself."""
    known = dict(Company.objects.filter(credit_code__in=codes).values_list("credit_code", "name"))
    return {code: known.get(code, code) for code in codes}


def read_filter(query: Mapping[str, str]) -> Filter:
    """The filter of an address; what is no day does not narrow."""
    try:
        day = date.fromisoformat(query.get("day", ""))
    except ValueError:
        day = None
    words = {
        name: query.get(name, "")[:30].replace("\0", "")
        for name in ("detector", "severity", "county", "company", "state")
    }
    return Filter(**words, day=day)


@page("GET", who="officer")
def findings(request: HttpRequest) -> HttpResponse:
    """Facets, the spread against the legal line, the map, the rows."""
    chosen = read_filter(request.GET)
    scope = visible(actor_of(request))
    rows = chosen.apply(scope)
    listed, after = page_of(rows, request.GET.get("after", "")[:120].replace("\0", ""))
    names = company_names({code for one in listed for code in one.companies})
    counties = dict(rows.order_by().values_list("county").annotate(n=Count("id", distinct=True)))
    context = {
        "total": rows.count(),
        "facets": _facets(facets(rows), chosen),
        "chosen": _chosen(chosen),
        "spread": _spread(rows, chosen),
        "regions": [
            {"shape": one, "name": county_name(one.code), "url": _url(chosen, county=one.code)}
            for one in choropleth({code: number for code, number in counties.items() if code})
        ],
        "rows": [_row(one, names) for one in listed],
        "next_url": _url(chosen, after=after) if after else "",
        "csv_url": f"{reverse('agency:findings_csv')}?{_query(chosen)}",
        "privacy": privacy_text(chosen.detector) if chosen.detector else "",
    }
    return render_page(request, "agency/findings.html", context)


@page("GET", who="officer")
def findings_csv(request: HttpRequest) -> HttpResponseBase:
    """The rows as they are filtered; workers by the first figures of their key alone."""
    rows = read_filter(request.GET).apply(visible(actor_of(request))).select_related("asked", "false_alarm")
    rows = rows.order_by("-started_at", "id")[:MOST_IN_CSV]
    response = StreamingHttpResponse(
        csv_lines(_lines(rows.iterator(chunk_size=2000))), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="huxin-findings-{today().isoformat()}.csv"'
    return response


def _lines(rows: Iterator[Finding]) -> Iterator[list[str]]:
    yield [
        _("编号"), _("项目"), _("县（市、区）"), _("日期"), _("企业"), _("人员"), _("数值"), _("界线"), _("单位"),
        _("能怎么办"), _("依据"), _("订单"), _("办到哪了"),
    ]  # fmt: skip
    severities, states = severity_words(), state_words()
    for one in rows:
        yield [
            one.id, label_of(one.detector), county_name(one.county) if one.county else "", one.day.isoformat(),
            "、".join(one.companies), one.worker[:8], str(one.measure), str(one.threshold), one.unit,
            severities.get(one.severity, one.severity), one.clause, "、".join(one.order_ids),
            states[state_of(one)],
        ]  # fmt: skip


@page("GET", "POST", who="officer")
def finding(request: HttpRequest, name: str) -> HttpResponse:
    """One finding with what proves it; on POST a false alarm.  Raises Http404 outside the scope."""
    actor, problems = actor_of(request), list[FormProblem]()
    one = visible(actor).filter(id=name).first()
    if one is None:
        raise Http404
    if request.method == "POST":
        try:
            dismiss(actor, one.id, request.POST.get("reason", ""))
            return HttpResponseRedirect(reverse("agency:finding", args=[one.id]))
        except InputError as error:
            problems = refused(error)
        except ForbiddenError:
            problems = [FormProblem(_("经办和复核才能判断。"))]
        except (ConflictError, NotFoundError):
            problems = [FormProblem(_("别人已经判断过了，看最新的。"))]
    names = company_names(set(one.companies))
    context = {
        **_row(one, names),
        "one": one,
        "problems": problems,
        "evidence": evidence_rows(one.evidence),
        "started": instant_text(datetime.fromtimestamp(one.started_at / 1000, UTC)),
        "ended": instant_text(datetime.fromtimestamp(one.ended_at / 1000, UTC)),
        "ask": [_ask(one, code, names) for code in askable(one)] if asks(actor) else [],
        "may_judge": bool(actor.roles & {"handler", "approver"}),
        "privacy": privacy_text(one.detector),
        "false_alarm": getattr(one, "false_alarm", None),
        "asked": getattr(one, "asked", None),
        "changes": [_change(each) for each in history_of(one)],
        "no_penalty": one.severity != "case",
    }
    return render_page(request, "agency/finding.html", context, 400 if problems else 200)


def _change(one: Change) -> dict[str, Any]:
    """A withdrawal, or that it was found again."""
    word = cause_words()[one.cause] if one.withdrawn else _("再扫描又发现了。")
    return {"withdrawn": one.withdrawn, "why": word, "at": one.recheck.at}


def _ask(one: Finding, code: str, names: Mapping[str, str]) -> dict[str, Any]:
    query = urlencode({"finding": one.id, "company": code})
    return {
        "url": f"{reverse('agency:new', args=['inquiry'])}?{query}",
        "name": names[code],
        "together": len(alike(one, code)),
    }


def _row(one: Finding, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": one.id,
        "url": reverse("agency:finding", args=[one.id]),
        "detector": label_of(one.detector),
        "county": county_name(one.county) if one.county else "—",
        "day": one.day,
        "companies": "、".join(names[code] for code in one.companies),
        "worker": one.worker[:8],
        "measured": measured(one.measure, one),
        "severity": severity_words().get(one.severity, one.severity),
        "state": state_words()[state_of(one)],
        "estimate": one.certainty != "decision",
        "clause": one.clause,
    }


def _spread(rows: Any, chosen: Filter) -> dict[str, Any] | None:
    """The histogram of one detector; of several at once the numbers would not be of one kind."""
    if not chosen.detector:
        return None
    held = list(rows.exclude(measure=None).order_by("id").values_list("measure", "threshold", "unit")[:MOST_IN_CHART])
    lines = {threshold for _, threshold, _ in held}
    line = lines.pop() if len(lines) == 1 else None
    made = histogram([value for value, _, _ in held], line)
    if len({value for value, _, _ in held}) < 2:
        return None  # one number is no spread
    return {"chart": made, "line": line, "unit": unit_words(held[0][2]), "many_lines": bool(lines)}


def _query(chosen: Filter, **changes: str) -> str:
    held = {name: str(value) for name, value in asdict(chosen).items() if value}
    return urlencode({name: value for name, value in {**held, **changes}.items() if value})


def _url(chosen: Filter, **changes: str) -> str:
    return f"{reverse('agency:findings')}?{_query(chosen, **changes)}"


def _chosen(chosen: Filter) -> list[dict[str, str]]:
    """What narrows the list now, each with the address without it."""
    held = {name: value for name, value in asdict(chosen).items() if value}
    return [{"label": _value(name, value), "url": _url(chosen, **{name: ""})} for name, value in held.items()]


def _facets(counted: Mapping[str, list[tuple[Any, int]]], chosen: Filter) -> list[dict[str, Any]]:
    labels = {
        "detector": _("项目"), "severity": _("能怎么办"), "county": _("县（市、区）"), "company": _("企业"),
        "day": _("日期"),
    }  # fmt: skip
    found = [
        {
            "label": labels[name],
            "values": [
                {"label": _value(name, value), "number": number, "url": _url(chosen, **{name: str(value)})}
                for value, number in values
            ],
        }
        for name, values in counted.items()
        if not getattr(chosen, name)
    ]
    states = (
        []
        if chosen.state
        else [{"label": word, "number": "", "url": _url(chosen, state=name)} for name, word in state_words().items()]
    )
    return [*found, {"label": _("办到哪了"), "values": states}] if states else found


def _value(name: str, value: Any) -> str:
    if name == "company":
        return company_names({str(value)})[str(value)]
    text = str(value)
    if name == "detector":
        return label_of(text)
    if name == "county":
        return _("不在本市各县，或说不清在哪") if text == NOWHERE else county_name(text)
    words = {"severity": severity_words(), "state": state_words()}.get(name, {})
    return words.get(text, text)
