"""What goes wrong, in plain words: what happened, whether anything was lost, what to do."""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable
from typing import Final

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from huxin.casework.service import DamagedError, DisposedError
from huxin.core.service import is_program, problem
from huxin.files.limits import BusyError
from huxin.identity.service import kept_forms
from huxin.people.service import ErasedError

_CODES: Final = {
    400: "bad_request", 403: "forbidden", 404: "not_found", 405: "not_allowed", 410: "gone", 413: "too_large",
    429: "too_many", 500: "fault", 503: "busy",
}  # fmt: skip
_PASSING: Final = ("08", "40", "55P03", "57")
"""SQLSTATE: connection, rollback after a deadlock, lock not had in time, cancelled or shut down."""
_FULL: Final = ("is full", "could not extend", "No space left", "disk I/O error")


def trouble(request: HttpRequest, status: int, heading: str, *lines: str) -> HttpResponse:
    """One page for every refusal; a problem document where a program asks."""
    if is_program(request):
        return problem(status, _CODES[status], heading, " ".join(lines))
    return render(request, "shared/trouble.html", {"heading": heading, "lines": lines}, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    return trouble(request, 400, _("这个请求看不懂"), _("返回上一页，再试一次。"))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: signed in, but not for this."""
    return trouble(request, 403, _("这一页不是给你看的"), _("你登录的账号没有这个权限。换一个账号，或者回到首页。"))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return trouble(request, 404, _("没有找到这一页"), _("网址可能打错了，或者这件事不在你的名下。回到首页再找找。"))


def not_allowed(request: HttpRequest, allowed: str = "") -> HttpResponse:
    """405: an address that is not asked in this way, such as one that only a form sends to."""
    answer = trouble(
        request,
        405,
        _("这个网址不能这样打开"),
        _("它是交表用的，没有自己的页面。什么都没有改。回到首页再点进去。"),
    )
    answer.headers["Allow"] = allowed
    return answer


def too_large(request: HttpRequest) -> HttpResponse:
    """413: refused before it is read."""
    return trouble(
        request,
        413,
        _("文件太大了"),
        _("一张照片最多 20 MB。用手机拍照时选小一点的尺寸，再传一次。"),
        _("你前面填的都还在。"),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form is too old.  What stood in it comes back on a fresh page, if it was this site's own page."""
    own = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    if own and not is_program(request) and hasattr(request, "user"):
        kept = kept_forms.keep(request, kept_forms.last_account(request), request.path, dict(request.POST.lists()))
        if kept is not None:
            return HttpResponseRedirect(f"{request.path}?{urlencode({'kept': kept})}")
    return trouble(
        request,
        403,
        _("这一页开得太久了，没有交上"),
        _("点浏览器的“返回”，你填的还在；刷新以前先抄下来，再交一次。"),
    )


def withheld(request: HttpRequest, scan: str) -> HttpResponse:
    """403: a file that may hold a virus."""
    if scan == "infected":
        return trouble(
            request, 403, _("这个文件带病毒，已经隔离"), _("谁都打不开它；摘要和收到的时间还在。请重新拍一张再传。")
        )
    return trouble(request, 403, _("还在查毒"), _("一两分钟后再打开。文件已经收到，没有丢。"))


def no_room(error: BaseException | None) -> bool:
    """Whether something failed because disk or database is full."""
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EFBIG, errno.EDQUOT)
    return isinstance(error, DatabaseError) and any(word in str(error) for word in _FULL)


def too_busy(error: BaseException | None) -> bool:
    """Whether the database did not answer in time, was locked for too long, or went away: it passes by itself."""
    if not isinstance(error, (OperationalError, InterfaceError)) or no_room(error):
        return False
    state = getattr(error.__cause__, "sqlstate", None)
    return state is None or state[:2] in _PASSING or state in _PASSING


def server_error(request: HttpRequest) -> HttpResponse:
    """500: a fault of ours; 503: there is no room left or the database is busy, which passes."""
    error = sys.exc_info()[1]
    if too_busy(error):
        return database_busy(request)
    full = no_room(error)
    if is_program(request) and full:
        return problem(503, "full", "No room is left", "Nothing was changed. Try again in a few minutes.")
    if is_program(request):
        return problem(500, _CODES[500], "A fault of ours", "Nothing was changed. Try again in a few minutes.")
    if full:
        return HttpResponse(
            "<!doctype html><html lang=zh><meta charset=utf-8><title>护新</title>"
            "<h1>现在存不下新的东西</h1>"
            "<p>你刚才填的没有提交，以前的都在。我们腾出地方以后再试一次；急的话打 12333。</p>",
            status=503,
            headers={"Retry-After": "300"},
        )
    return HttpResponse(
        "<!doctype html><html lang=zh><meta charset=utf-8><title>护新</title>"
        "<h1>我们这边出错了</h1><p>你填的内容没有提交。过几分钟再试一次；急的话打 12333。</p>",
        status=500,
    )


def database_busy(request: HttpRequest) -> HttpResponse:
    """503: nothing was done; whoever tries again in a moment gets through."""
    answer: HttpResponse
    if is_program(request):
        answer = problem(503, "busy", "The database is busy", "Nothing was changed. Try again in a few seconds.")
    else:
        answer = HttpResponse(
            "<!doctype html><html lang=zh><meta charset=utf-8><title>护新</title>"
            "<h1>现在有点忙，没来得及办</h1>"
            "<p>你刚才这一步没有办成，也没有办一半，以前的都在。等几秒钟，刷新或者再点一次；急的话打 12333。</p>",
            status=503,
        )
    answer.headers["Retry-After"] = "5"
    return answer


def too_many(request: HttpRequest) -> HttpResponse:
    """429: too much at once."""
    return trouble(
        request, 429, _("太快了，歇一下"), _("一分钟里提交得太多。等一分钟，再点一次。"), _("你填的还在上一页里。")
    )


def erased(request: HttpRequest) -> HttpResponse:
    """410: the person concerned had their data deleted."""
    return trouble(
        request,
        410,
        _("这个人的资料已经删除"),
        _("本人要求删除了个人资料，里面的内容谁都看不到了。编号、日期、金额还留在统计里。"),
    )


def damaged(request: HttpRequest) -> HttpResponse:
    """410: the stored copy of a file was changed or deleted."""
    return trouble(
        request,
        410,
        _("这个文件打不开了：存着的那一份被改动或者不见了"),
        _("不是你的问题，你填的和传的都没有变。收到时的摘要和时间还在，系统已经通知管理员核对。"),
        _("手里还有原件的话，留好，按提示再传一次。"),
    )


def disposed(request: HttpRequest) -> HttpResponse:
    """410: the papers of a case were destroyed when their time was over."""
    return trouble(
        request,
        410,
        _("这个件过了保管期限，内容已经销毁"),
        _("由两个人按规定销毁的，谁都看不到了。编号、日期、结果还留着。"),
    )


def busy(request: HttpRequest, error: BusyError) -> HttpResponse:
    """503: every reader of files is at work; nothing was taken in."""
    seconds = error.retry_after
    answer = trouble(
        request,
        503,
        _("现在读文件的人多"),
        _("这份文件还没有收进来。过 %(seconds)s 秒，返回上一页再传一次。") % {"seconds": seconds},
    )
    answer.headers["Retry-After"] = str(seconds)
    return answer


class GoneMiddleware:
    """What passes by a page says why: data that were deleted, papers whose time was over, readers that are all busy."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """None leaves any other fault to Django."""
        if isinstance(exception, ErasedError):
            return erased(request)
        if isinstance(exception, BusyError):
            return busy(request, exception)
        if isinstance(exception, DamagedError):
            return damaged(request)
        return disposed(request) if isinstance(exception, DisposedError) else None
