"""导入登记: what another register holds is taken over from a table, checked first, with every faulty row named."""

from __future__ import annotations

from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from huxin.casework.service import city_pack, register_holders, today
from huxin.core.service import english, hint_of
from huxin.files.mending import MEDIA_TYPE
from huxin.identity.service import Actor, actor_of
from huxin.law import InputError
from huxin.people.imports.service import ON_A_PAGE, Imported, import_file
from huxin.people.imports.sheets import KINDS, sheet_of
from huxin.people.imports.templates import empty_table
from huxin.ui.forms import FormProblem
from huxin.ui.office import render_page
from huxin.ui.page import page
from huxin.ui.responses import file_answer
from huxin.ui.templatetags.words import say

SHOWN: Final = 200
"""Faults on the page; the others are counted, and stand there once these are mended."""


def _officer(request: HttpRequest) -> Actor:
    """A handler of the whole city in the department that holds the register.  Raises PermissionDenied.

    A table may hold people of every county.
    """
    actor = actor_of(request)
    if actor.department not in register_holders() or actor.county:
        raise PermissionDenied
    return actor


@page("GET", "POST", who="handler")
def imports(request: HttpRequest) -> HttpResponse:
    """Choose a kind and a file; check it, which writes nothing, or take it over."""
    actor, problems = _officer(request), list[FormProblem]()
    done: Imported | None = None
    kind = request.POST.get("kind", KINDS[0])
    if request.method == "POST":
        try:
            done = _take(request, actor, kind)
        except InputError as error:
            problems = [FormProblem(hint_of(error), "f-file")]
    kinds = [
        {
            "name": one,
            "label": say(sheet_of(one, city_pack()).label),
            "chosen": one == kind,
            "template": reverse("agency:import_template", args=[one]),
        }
        for one in KINDS
    ]
    context: dict[str, Any] = {
        "kinds": kinds,
        "found": _found(done) if done is not None else None,
        "problems": problems,
    }
    context |= {"most": ON_A_PAGE.rows}
    return render_page(request, "agency/imports.html", context, 400 if problems else 200)


def _take(request: HttpRequest, actor: Actor, kind: str) -> Imported:
    sent = request.FILES.get("file")
    if sent is None:
        raise InputError("missing", "file", "nothing", "a file", _("先选一个文件。"))
    check = request.POST.get("do") != "import"
    return import_file(
        actor, kind, city_pack(), sent.read(), sent.name or "file", on=today(), check=check, most=ON_A_PAGE
    )


def _found(done: Imported) -> dict[str, Any]:
    return {
        "label": say(sheet_of(done.kind, city_pack()).label),
        "check": done.check,
        "rows": done.rows,
        "new": done.new,
        "changed": done.changed,
        "unchanged": done.unchanged,
        "refused": done.refused_rows,
        "unread": "、".join(done.unread_columns),
        "sha256": done.sha256,
        "faults": [
            {
                "row": one.row,
                "column": say(one.label),
                "got": one.got or _("（空）"),
                "wanted": say(one.wanted),
                "hint": say(one.hint),
            }
            for one in done.refused[:SHOWN]
        ],
        "more": max(0, len(done.refused) - SHOWN),
    }


@page("GET", who="handler")
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """The empty table of a kind."""
    _officer(request)
    if kind not in KINDS:
        raise Http404
    name = f"{kind}.xlsx"
    content = empty_table(sheet_of(kind, city_pack()), name, "en" if english() else "zh")
    return file_answer(MEDIA_TYPE, content, name, save=True)
