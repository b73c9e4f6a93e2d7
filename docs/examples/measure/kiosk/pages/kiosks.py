"""Where the kiosks stand."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from huxin.ui.page import page

KIOSKS = ("鹿城区政务服务中心一楼", "瓯海区总工会大厅")


@page("GET", who="public")
def public(_request: HttpRequest) -> HttpResponse:
    """The list for everybody."""
    return HttpResponse("\n".join(KIOSKS), content_type="text/plain; charset=utf-8")


@page("GET", who="officer")
def office(_request: HttpRequest) -> HttpResponse:
    """The same for officers, who keep the paper in them."""
    return HttpResponse(f"{len(KIOSKS)}", content_type="text/plain; charset=utf-8")
