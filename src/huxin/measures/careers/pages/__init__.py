"""Pages of training, certificates and classes."""

from __future__ import annotations

from django.utils.translation import gettext as _

from huxin.identity.service import Actor
from huxin.ui.navigation import MainPage, everybody, register_page
from huxin.ui.office import handles


def register() -> None:
    """The main pages of this measure."""
    register_page(MainPage("agency:training", 120, lambda _actor: _("培训班"), _keeps))
    register_page(MainPage("company:training", 110, lambda _actor: _("我们办的班"), everybody))


def _keeps(actor: Actor) -> bool:
    return handles(actor) and actor.department == "hrss"
