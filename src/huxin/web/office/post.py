"""Papers that wait to be posted 待寄文书: ticked, printed with their addresses, and marked as printed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _

from huxin.casework.service import NotFoundError, Post, print_papers, to_post
from huxin.identity.service import actor_of
from huxin.law import InputError
from huxin.people.service import masked_of
from huxin.ui.forms import FormProblem, refused
from huxin.ui.office import render_page
from huxin.ui.page import page


@page("GET", "POST", who="officer")
def post(request: HttpRequest) -> HttpResponse:
    """The papers of the office, the oldest first, or with ``case`` of those cases; ``after``: a later page of them.

    On POST with ``print`` the PDF of those ticked.
    """
    actor, problems = actor_of(request), list[FormProblem]()
    printed = request.GET.get("printed") == "1"
    cases = (request.POST if request.method == "POST" else request.GET).getlist("case")[:100]
    if "print" in request.POST:
        try:
            pdf = print_papers(
                actor, _ids(request.POST.getlist("letter")), two_sided=request.POST.get("two_sided") == "1"
            )
            return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": "inline"})
        except InputError as error:
            problems = refused(error)
        except NotFoundError:
            problems = [FormProblem(_("有一份不能寄：不归本单位，或者作废了。一份都没打印，打开最新的页面再试。"))]
    found, after = to_post(actor, cases, printed=printed, after=_after(request.GET.get("after", "")))
    onward = QueryDict(mutable=True)
    onward.update({"after": str(after), **({"printed": "1"} if printed else {})})
    onward.setlist("case", cases)
    context = {
        "rows": [_row(one) for one in found],
        "printed": printed,
        "cases": cases,
        "problems": problems,
        "next_page": onward.urlencode() if after is not None else "",
    }
    return render_page(request, "agency/post.html", context, 400 if problems else 200)


def _after(text: str) -> UUID | None:
    """Where a page begins; what names no paper begins at the beginning."""
    try:
        return UUID(text[:40])
    except ValueError:
        return None


def _ids(texts: list[str]) -> set[UUID]:
    try:
        return {UUID(one) for one in texts}
    except ValueError:
        raise Http404 from None


def _row(one: Post) -> dict[str, Any]:
    letter, to = one.letter, one.letter.addressee
    return {
        "id": letter.id,
        "no": letter.case_id,
        "title": one.title,
        "number": one.number,
        "to": masked_of(to)["name"] if to is not None and to.kind == "natural" else one.to,
        "address": bool(one.address),
        "issued": letter.issued_at,
        "opened": letter.opened_at,
        "printed": letter.printed_at,
        "by": letter.printed_by.label if letter.printed_by is not None else "",
    }
