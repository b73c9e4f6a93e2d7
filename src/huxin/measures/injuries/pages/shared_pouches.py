"""The pouch 证据袋 behind a secret link, and a new one for whoever keeps photos."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from huxin.casework.service import NotFoundError, find_pouch, open_pouch, today
from huxin.evidence.service import Pouch
from huxin.identity.service import actor_of, address_of, device_for
from huxin.law import InputError
from huxin.law.dates import day_of

EARLIEST: Final = 2000
"""No accident that is told here was before this year."""


def pouch_of(secret: str) -> Pouch:
    """The pouch of a link.  Raises Http404."""
    try:
        return find_pouch(secret)
    except NotFoundError:
        raise Http404 from None


def new_pouch(request: HttpRequest, secret: str = "") -> tuple[Pouch, str]:
    """A pouch and its secret.  Counted by account or device, and not by the network that a whole city may share.

    Raises InputError when too many came within an hour, and for a ``secret`` that is none.
    """
    actor = actor_of(request)
    known = actor.account_id is not None
    who = actor.key if known else device_for(request).id
    return open_pouch(address_of(request), who, known=known, secret=secret)


def opened_pouch(request: HttpRequest, secret: str) -> Pouch:
    """The pouch of a secret that the phone drew, opened now where there is none.  Raises InputError."""
    try:
        return find_pouch(secret)
    except NotFoundError:
        return new_pouch(request, secret)[0]


def accident_day(pouch: Pouch, typed: str) -> date:
    """The day of the accident: the one that was typed, else that of the first photo.  Raises InputError."""
    if not typed:
        first = pouch.files.order_by("received_at").values_list("received_at", flat=True).first()
        return day_of(first) if first is not None else today()
    try:
        day = date.fromisoformat(typed.strip())
    except ValueError:
        day = None
    if day is None or not day.year >= EARLIEST or day > today():
        hint = _("出事那天写成 2026-03-05 这样，不能是以后的日子。")
        raise InputError("day", "day", typed[:20], "a day up to today", hint)
    return day
