"""Pages of guides and campaigns."""

from __future__ import annotations

from django.utils.translation import gettext as _

from huxin.identity.service import Actor
from huxin.ui.navigation import MainPage, register_page
from huxin.ui.office import handles


def register() -> None:
    """The main page of this measure."""
    register_page(MainPage("agency:campaigns", 140, lambda _actor: _("宣传"), _writes))


def _writes(actor: Actor) -> bool:
    return handles(actor) and actor.department in ("hrss", "union")
