"""Double-random inspections: the draws of the office, and the two directories with who is kept away."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from huxin.casework.service import Case, ConflictError, ForbiddenError, NotFoundError, city_pack
from huxin.files.mending import template, to_mend
from huxin.files.rows import CellFault
from huxin.identity.service import Actor, actor_of
from huxin.law import InputError
from huxin.law.procedures import STATUS_LABELS
from huxin.measures.inspections.service import (
    INSPECTORS,
    OBJECTS,
    PROCEDURE,
    DirectoryChange,
    Draw,
    check_list,
    draws_of,
    from_registry,
    inspectors,
    keeps_directories,
    reason_of,
    recusals,
    recuse,
    remove,
    sees_directories,
    take_list,
    targets,
)
from huxin.ui.formatting import status_of
from huxin.ui.forms import FormProblem, refused
from huxin.ui.office import render_page
from huxin.ui.page import page
from huxin.ui.success import Told, done, named, went
from huxin.ui.templatetags.words import say

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN_FAULTS: Final = 100
SHOWN_ROWS: Final = 500


def of_the_office(request: HttpRequest) -> Actor:
    """The officer, if this is the labour office.  Raises Http404."""
    actor = actor_of(request)
    if not sees_directories(actor):
        raise Http404
    return actor


def post_text(request: HttpRequest, name: str, most: int = 200) -> str:
    """One field of a form as plain text."""
    return request.POST.get(name, "")[:most].replace("\0", "").strip()


@page("GET", who="officer")
def inspections(request: HttpRequest) -> HttpResponse:
    """Every draw of the office and how far it is."""
    actor = of_the_office(request)
    context = {
        "rows": [_draw_row(case, draw) for case, draw in draws_of(actor)],
        "keeper": keeps_directories(actor),
        "new_url": reverse("agency:new", args=[PROCEDURE]),
        "objects": targets(actor).count(),
        "people": inspectors(actor).count(),
    }
    return render_page(request, "agency/inspections/list.html", context)


def _draw_row(case: Case, draw: Draw | None) -> dict[str, Any]:
    done = _("还没公布承诺值")
    if draw is not None:
        done = _("承诺值公布了，还没抽") if not draw.record else _("抽好了")
    if draw is not None and draw.published_at is not None:
        done = _("结果公示了")
    return {
        "no": case.no,
        "url": reverse("agency:draw", args=[case.no]),
        "filed": case.filed_at,
        "status": status_of(case.status, say(STATUS_LABELS[case.status])),
        "done": done,
    }


@page("GET", "POST", who="officer")
def directories(request: HttpRequest) -> HttpResponse:
    """Both directories; on POST a list, a row taken out, the registry's companies, or a recusal."""
    actor, problems, listed, change = of_the_office(request), list[FormProblem](), None, ""
    if request.method == "POST":
        try:
            listed, change = _change(actor, request)
        except InputError as error:
            problems = refused(error)
        except ForbiddenError:
            problems = [FormProblem(_("名录由人社局的经办来管。"))]
        except (ConflictError, NotFoundError):
            problems = [FormProblem(_("已经登记过，或者不在名录里。看最新的。"))]
        if not problems and listed is None:
            row = f"&row={quote(post_text(request, 'row'))}" if change == "remove" else ""
            return went(request, f"{reverse('agency:directories')}?done={change}{row}")
    faults = listed.checked.faults if listed is not None else ()
    context = {
        "problems": problems,
        "done": _done(request, actor, listed),
        "faults": [_fault(one) for one in faults[:SHOWN_FAULTS]],
        "wrong": len(listed.checked.wrong) if listed is not None else 0,
        "keeper": keeps_directories(actor),
        "objects": targets(actor)[:SHOWN_ROWS],
        "people": inspectors(actor).select_related("account")[:SHOWN_ROWS],
        "recusals": [{"row": one, "reason": reason_of(one)} for one in recusals(actor)],
        "sheets": [(name, say(city_pack().sheets[name].label)) for name in (OBJECTS, INSPECTORS)],
        "object_sheet": OBJECTS,
        "people_sheet": INSPECTORS,
    }
    return render_page(request, "agency/inspections/directories.html", context, 400 if problems or faults else 200)


def _change(actor: Actor, request: HttpRequest) -> tuple[DirectoryChange | None, str]:
    """(what a list did, or which other change was made)."""
    do = request.POST.get("do", "")
    if do == "list":
        listed = take_list(actor, post_text(request, "sheet"), *_file(request))
        return (listed, "") if listed.checked.wrong else (None, "list")
    if do == "remove":
        remove(actor, post_text(request, "sheet"), post_text(request, "row"))
    elif do == "recuse":
        recuse(actor, post_text(request, "badge"), post_text(request, "whom"), post_text(request, "reason", 500))
    elif do == "registry":
        from_registry(actor)
    else:
        raise InputError("do", "do", do[:40], "list, registry, recuse or remove", _("这一页没有这个按钮。"))
    return None, do


def _file(request: HttpRequest) -> tuple[bytes, str]:
    sent = request.FILES.get("file")
    if sent is None:
        raise InputError("file", "file", "nothing", "a CSV or XLSX file", _("先选一个文件。"))
    return sent.read(), (sent.name or "list")[:80]


def _done(request: HttpRequest, actor: Actor, listed: DirectoryChange | None) -> str:
    if listed is not None:
        counts = {"new": listed.file.new, "changed": listed.file.changed, "wrong": listed.file.wrong}
        return _("新列了 %(new)s 行，改了 %(changed)s 行；%(wrong)s 行有错，没有收。") % counts
    row = named(request, "row", bool)
    still = targets(actor).filter(number=row).exists() or inspectors(actor).filter(badge=row).exists()
    listed_now = targets(actor).exists() or inspectors(actor).exists()
    words = {
        "list": Told(_("名录收到了，每一行都对。"), listed_now),
        "remove": Told(_("从名录里拿掉了；以前的抽查不受影响。"), bool(row) and not still),
        "recuse": Told(_("回避登记了。"), bool(recusals(actor))),
        "registry": Told(_("用工库里还没列的企业补进来了，等级写的是“未评”。"), targets(actor).exists()),
    }
    return done(request, words)


def _fault(one: CellFault) -> dict[str, Any]:
    return {"row": one.row, "label": say(one.label), "got": one.got, "wanted": say(one.wanted)}


@page("GET", who="officer")
def directory_template(request: HttpRequest, sheet: str) -> HttpResponse:
    """An empty table with headings and notes.  Raises Http404 for a sheet that is no directory."""
    of_the_office(request)
    if sheet not in (OBJECTS, INSPECTORS):
        raise Http404
    return _xlsx(template(city_pack().sheets[sheet]), f"huxin-{sheet}.xlsx")


@page("POST", who="officer", form_at=lambda: reverse("agency:directories"))
def mend(request: HttpRequest) -> HttpResponse:
    """The wrong rows of a list as XLSX with what to do beside each; nothing is kept."""
    actor = of_the_office(request)
    try:
        checked = check_list(actor, post_text(request, "sheet"), *_file(request))
    except (InputError, ForbiddenError):
        return directories(request)
    return _xlsx(to_mend(checked), "huxin-to-mend.xlsx")


def _xlsx(body: bytes, name: str) -> HttpResponse:
    return HttpResponse(body, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})
