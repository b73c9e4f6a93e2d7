"""Pages of double-random inspections: directories, draws, site."""

from __future__ import annotations

from django.utils.translation import gettext as _

from huxin.identity.service import Actor
from huxin.measures.inspections.directories import sees_directories
from huxin.measures.inspections.planning import PROCEDURE
from huxin.ui.navigation import MainPage, register_own_page, register_page
from huxin.ui.office import handles


def register() -> None:
    """The main page of this measure, and the page of a draw beside that of its case."""
    register_page(MainPage("agency:inspections", 130, lambda _actor: _("双随机抽查"), _sees))
    register_own_page(PROCEDURE, "agency:draw")


def _sees(actor: Actor) -> bool:
    return handles(actor) and sees_directories(actor)
