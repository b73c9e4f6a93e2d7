"""What a page says after an act: only where the act went through, to the one who did it, once.

An act ends in ``went``, which notes in the session what was done and where it is said.  The page asks ``said`` and gets
the note once; an address with ``?done=`` that somebody typed, reloaded or was sent says nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qsl, urlsplit

from django.http import HttpRequest, HttpResponseRedirect
from django.utils.translation import gettext as _

from huxin.casework.service import Dossier
from huxin.identity.service import by_script
from huxin.ui.templatetags.words import say

_NOTE: Final = "went"
MOST: Final = 20
"""So many refused things are named on the page that follows."""


def went(request: HttpRequest, where: str, refused: Iterable[str] = ()) -> HttpResponseRedirect:
    """On to a page that says what was done; called after the act, never before it.

    ``where`` names it in its query (``?done=complete``); ``refused``: what of the things sent was not taken, in words.
    """
    parts = urlsplit(where)
    request.session[_NOTE] = {
        "path": parts.path,
        "query": dict(parse_qsl(parts.query)),
        "refused": [one[:300] for one in refused][:MOST],
    }
    return HttpResponseRedirect(where)


def _note(request: HttpRequest) -> Mapping[str, Any]:
    """The note for this page; it is taken away, and lies with the request for whoever asks again."""
    held: Mapping[str, Any] | None = getattr(request, "_went", None)
    if held is None:
        found = request.session.get(_NOTE) if hasattr(request, "session") else None
        mine = isinstance(found, dict) and found.get("path") == request.path
        if mine and not by_script(request):  # a script follows the redirect first and then opens the page
            del request.session[_NOTE]
        held = found if mine and found is not None else {}
        request._went = held  # type: ignore[attr-defined]
    return held


class Told(NamedTuple):
    """Words of success, and whether the state that they claim holds now, read after the act and not from the note."""

    words: str
    holds: bool


def _said(request: HttpRequest, name: str = "done") -> str:
    """What was done, as the act named it in the address; nothing where this session did not do it just now."""
    value = str(_note(request).get("query", {}).get(name, ""))
    return value if value and request.GET.get(name) == value else ""


def done(request: HttpRequest, words: Mapping[str, Told], name: str = "done") -> str:
    """The words for what was done, where the state that they claim holds; nothing otherwise."""
    told = words.get(_said(request, name))
    return told.words if told is not None and told.holds else ""


def named(request: HttpRequest, name: str, holds: Callable[[str], bool]) -> str:
    """Which thing a page says was done, by the name that the act put in the address, where the state bears it out."""
    value = _said(request, name)
    return value if value and holds(value) else ""


def recorded(dossier: Dossier) -> dict[str, Told]:
    """For each act of a procedure that it was recorded, where it stands in the case."""
    return {
        name: Told(_("记上了：%(act)s") % {"act": say(one.label)}, dossier.last(name) is not None)
        for name, one in dossier.procedure.acts.items()
    }


def not_taken(request: HttpRequest) -> list[str]:
    """What of the things sent was refused, each with its reason."""
    return list(_note(request).get("refused", []))
