"""A letter that could not be set: how its signs are written, and once more 重新生成."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from huxin.casework.service import NotFoundError, set_again
from huxin.core.service import hint_of
from huxin.identity.service import actor_of
from huxin.law import InputError
from huxin.ui.page import page
from huxin.ui.success import went


@page("POST", who="officer", form_at=lambda no, letter_id: reverse("agency:case", args=[no]))
def again(request: HttpRequest, no: str, letter_id: UUID) -> HttpResponse:
    """Sign and spelling come in pairs: ``sign`` and ``as`` in the order of the form."""
    pairs = zip(request.POST.getlist("sign")[:50], request.POST.getlist("as")[:50], strict=False)
    back = reverse("agency:case", args=[no])
    try:
        set_again(actor_of(request), no, letter_id, dict(pairs))
    except NotFoundError:
        raise Http404 from None
    except InputError as error:
        return went(request, back, [hint_of(error)])
    return went(request, f"{back}?done=letter_again")
