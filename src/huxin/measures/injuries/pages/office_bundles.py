"""Fetching what is on record for an injury claim once more 再调一次."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from huxin.casework.service import ConflictError
from huxin.core.service import hint_of
from huxin.identity.service import actor_of
from huxin.law import InputError
from huxin.measures.injuries.service import PROCEDURE, collect_again
from huxin.ui.page import page
from huxin.ui.responses import dossier_of
from huxin.ui.success import went


@page("POST", who="handler", form_at=lambda no: reverse("agency:case", args=[no]))
def again(request: HttpRequest, no: str) -> HttpResponse:
    """Fetch now; when somebody acted meanwhile, the case page shows what is there."""
    dossier = dossier_of(request, no)
    if dossier.case.procedure != PROCEDURE or "collect" not in dossier.procedure.acts:
        raise Http404
    back = reverse("agency:case", args=[no])
    try:
        collect_again(no, actor_of(request).label)
    except InputError as error:
        return went(request, back, [hint_of(error)])
    except ConflictError:
        return went(request, back, [_("没有再调：这个件刚刚有了新进展，看一眼再点。")])
    return went(request, f"{back}?done=collect")
