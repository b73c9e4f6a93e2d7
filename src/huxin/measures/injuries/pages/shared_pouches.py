"""The pouch 证据袋 behind a secret link, and a new one for whoever keeps photos."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from huxin.casework.service import NotFoundError, find_pouch, open_pouch
from huxin.evidence.service import Pouch
from huxin.identity.service import actor_of, address_of, device_for


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
