"""Questions 问答 that a page asks and answers: what a form sends is laid down for this visit, then a page is fetched.

So the way back, a reload and a change of language show what was said, nothing is sent twice, and an address holds no
answer: it names the run and the screen.  The answers lie in the session, encrypted under the master key; they end with
it, and no case, no count and no other visitor reads them.
"""

from __future__ import annotations

import base64
import json
import re
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlencode

from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.translation import gettext as _

from huxin.core.service import open_secret, seal_secret
from huxin.ui.errors import trouble
from huxin.ui.forms import FormProblem

RUN: Final = "run"
AT: Final = "at"
RESULT: Final = "result"
MOST: Final = 6
"""So many runs of one visit are kept: two tabs each of a few pages."""
LONGEST: Final = 20_000
"""Characters of all answers together; more than any page of questions asks."""
FIELDS: Final = 400
_KEPT: Final = "asked"
_RUN: Final = re.compile(r"[A-Za-z0-9_-]{11}")
_NEVER: Final = frozenset({"csrfmiddlewaretoken", "back", "kept-form", "key"})


@dataclass(frozen=True)
class QuestionRun:
    """What was said so far, the screen that is open, and the one that was sent last with something to mend."""

    id: str
    said: QueryDict = field(default_factory=lambda: QueryDict(mutable=True))
    open: str = ""
    wrong: str = ""

    def where(self, request: HttpRequest, at: str) -> str:
        """The address of a screen of this run; what else stood in the address stays."""
        others = [(name, value) for name, value in request.GET.items() if name not in (RUN, AT, "kept")]
        return f"{request.path}?{urlencode([*others, (RUN, self.id), (AT, at)])}"


def run_of(request: HttpRequest) -> QuestionRun | None:
    """The run that the address names; None where it names none, or one that this visit has not or no longer."""
    return _read(request, request.GET.get(RUN, ""))


def last_run(request: HttpRequest) -> str:
    """Where somebody goes on who left this page in the middle and came to its beginning again; empty for nobody."""
    held = _held(request)
    run = next((_read(request, name) for name in reversed(held) if held[name][0] == request.path), None)
    return run.where(request, run.open) if run is not None and not request.GET.get(RUN) else ""


def gone(request: HttpRequest) -> list[FormProblem]:
    """Told to whoever opens an address whose answers are over."""
    over = bool(request.GET.get(RUN)) and run_of(request) is None
    return [FormProblem(_("前面填的已经清掉了，从头填一遍。"))] if over else []


def hours() -> int:
    """How long answers are kept at most."""
    return max(1, int(timedelta(seconds=settings.SESSION_COOKIE_AGE).total_seconds()) // 3600)


def merged(request: HttpRequest, names: Iterable[str] | None = None) -> QueryDict:
    """What was said before with what the form sends; ``names``: the fields of its screen, None for a whole page."""
    run = run_of(request)
    said = run.said.copy() if run is not None and names is not None else QueryDict(mutable=True)
    for name in names or ():
        said.pop(name, None)
    for name, values in request.POST.lists():
        if name not in _NEVER:
            said.setlist(name, values)
    return said


def lay_down(request: HttpRequest, said: QueryDict, at: str, *, wrong: str = "") -> HttpResponse:
    """Keep what was said and lead to the screen ``at``; a page of its own says so where it is too much."""
    if request.POST.get("clear"):
        return clear(request)
    size = sum(len(one) for values in dict(said.lists()).values() for one in values)
    if size > LONGEST or len(said) > FIELDS:
        return trouble(request, 413, _("写得太长了，收不下"), _("返回上一页，写短一点再交。"))
    known = run_of(request)
    run = QuestionRun(known.id if known is not None else secrets.token_urlsafe(8), said, at, wrong)
    text = json.dumps({"said": dict(said.lists()), "open": at, "wrong": wrong}, ensure_ascii=False)
    sealed = seal_secret(text.encode(), _label(run.id, request.path))
    held: dict[str, list[str]] = {name: one for name, one in _held(request).items() if name != run.id}
    held[run.id] = [request.path, base64.b64encode(sealed).decode()]
    request.session[_KEPT] = dict(list(held.items())[-MOST:])
    return HttpResponseRedirect(run.where(request, at))


def clear(request: HttpRequest) -> HttpResponseRedirect:
    """Forget every run of this page, and begin anew."""
    request.session[_KEPT] = {name: one for name, one in _held(request).items() if one[0] != request.path}
    return HttpResponseRedirect(request.path)


def _label(run: str, path: str) -> str:
    return f"{_KEPT}:{run}:{path}"


def _held(request: HttpRequest) -> dict[str, list[str]]:
    found = request.session.get(_KEPT)
    return found if isinstance(found, dict) else {}


def _read(request: HttpRequest, name: str) -> QuestionRun | None:
    held = _held(request).get(name) if _RUN.fullmatch(name) else None
    if held is None or held[0] != request.path:
        return None
    try:
        found = json.loads(open_secret(base64.b64decode(held[1]), _label(name, request.path)))
    except InvalidTag:  # the master key was changed meanwhile
        return None
    said = QueryDict(mutable=True)
    for key, values in found["said"].items():
        said.setlist(key, values)
    return QuestionRun(name, said, found["open"], found["wrong"])


# --- one screen after the other ---


@dataclass(frozen=True)
class Flow:
    """Screens with the names of their fields, what is wrong on one, how one is drawn, and what comes of them all."""

    screens: Mapping[str, tuple[str, ...]]
    errors: Callable[[str, QueryDict], dict[str, str]]
    ask: Callable[[HttpRequest, str, QueryDict, dict[str, str]], HttpResponse]
    result: Callable[[HttpRequest, QuestionRun], HttpResponse]


def walk(request: HttpRequest, flow: Flow) -> HttpResponse:
    """A form leads to the screen that comes next, an address shows its screen."""
    return _take(request, flow) if request.method == "POST" else _show(request, flow)


def _take(request: HttpRequest, flow: Flow) -> HttpResponse:
    screens, asked = list(flow.screens), request.POST.get("question", "")
    if request.POST.get("clear"):
        return clear(request)
    if asked not in flow.screens:
        return HttpResponseRedirect(request.get_full_path())
    said, place = merged(request, flow.screens[asked]), screens.index(asked)
    if request.POST.get("back"):
        return lay_down(request, said, screens[max(0, place - 1)])
    for name in screens[: place + 1]:  # an earlier answer may be missing when somebody begins in the middle
        if flow.errors(name, said):
            return lay_down(request, said, name, wrong=name)
    return lay_down(request, said, screens[place + 1] if place + 1 < len(screens) else RESULT)


def _show(request: HttpRequest, flow: Flow) -> HttpResponse:
    run, at = run_of(request), request.GET.get(AT, "")
    first = next(iter(flow.screens))
    if run is None:
        return flow.ask(request, first, QueryDict(), {})
    if at == RESULT:
        for name in flow.screens:
            if errors := flow.errors(name, run.said):
                return flow.ask(request, name, run.said, errors)
        return flow.result(request, run)
    at = at if at in flow.screens else first
    return flow.ask(request, at, run.said, flow.errors(at, run.said) if run.wrong == at else {})


def about(request: HttpRequest) -> dict[str, Any]:
    """What every page of questions says of the answers: how long they stay, and where to go on."""
    return {"hours": hours(), "go_on": last_run(request), "laid_down": bool(_held(request))}
