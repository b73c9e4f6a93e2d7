"""抽查公示: every draw with its files, for everybody, so that anybody can repeat it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from huxin.casework.service import NotFoundError
from huxin.measures.inspections.pages.shared_words import labels_of, state_text
from huxin.measures.inspections.service import Announced, Draw, announced, find_announced, record_digest
from huxin.ui.page import page

FILES: Final[Mapping[str, tuple[str, Callable[[Draw], bytes]]]] = {
    "objects.csv": ("text/csv; charset=utf-8", lambda row: bytes(row.objects_csv)),
    "inspectors.csv": ("text/csv; charset=utf-8", lambda row: bytes(row.inspectors_csv)),
    "commitment.json": ("application/json", lambda row: row.commitment.encode()),
    "record.json": ("application/json", lambda row: row.record.encode()),
}
"""The published files, byte for byte as ``huxin draw verify`` takes them."""


@page("GET", who="public")
def draws(request: HttpRequest) -> HttpResponse:
    """Every draw since the commitment: also one that was cancelled, or that was never carried out."""
    return render(request, "worker/draws/list.html", {"rows": announced()})


@page("GET", who="public")
def draw(request: HttpRequest, no: str) -> HttpResponse:
    """One draw: files, who was drawn, what was found, how to repeat it.  Raises Http404."""
    found = _found(no)
    row = found.draw
    promise = json.loads(row.commitment)
    record = json.loads(row.record) if row.record else None
    context = {
        "found": found,
        "promise": promise,
        "files": [name for name, (_kind, content) in FILES.items() if content(row)],
        "strata": _strata(promise, record),
        "record": record,
        "record_digest": record_digest(row.record) if record else "",
        "results": [_result(one) for one in row.results],
    }
    return render(request, "worker/draws/draw.html", context)


@page("GET", who="public")
def draw_file(request: HttpRequest, no: str, name: str, kind: str) -> HttpResponse:
    """One published file.  Raises Http404 for one that is not there yet."""
    media, content = FILES.get(f"{name}.{kind}", ("", lambda row: b""))
    body = content(_found(no).draw)
    if not body:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    return HttpResponse(body, content_type=media, headers=headers)


def _found(no: str) -> Announced:
    try:
        return find_announced(no)
    except NotFoundError:
        raise Http404 from None


def _strata(promise: Mapping[str, Any], record: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """Each class with what the plan promised and, once drawn, what came of it."""
    drawn = record["strata"] if record is not None else {}
    return [
        {"name": name, "quota": quota.get("share", quota.get("count")), **drawn.get(name, {})}
        for name, quota in promise["plan"]["strata"].items()
    ]


def _result(one: Mapping[str, Any]) -> dict[str, Any]:
    labels = labels_of()
    return {
        **one,
        "inspectors": "、".join(one["inspectors"]),
        "result": labels.get(one["result"], one["result"]),
        "problems": [labels.get(code, code) for code in one["problems"]],
        "mending": state_text(ordered=one["ordered"], corrected=one["corrected"]),
    }
