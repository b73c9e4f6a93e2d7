"""Pages of severe weather, safety ledgers and platform rules."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

from huxin.identity.service import Actor
from huxin.ui.navigation import MainPage, everybody, register_page
from huxin.ui.office import handles

LEDGER_OFFICE: Final = "emergency"


def register() -> None:
    """The main pages of this measure."""
    for one in (
        MainPage("agency:weather", 70, lambda _actor: _("恶劣天气"), _orders),
        MainPage("agency:safety", 80, lambda _actor: _("安全台账"), lambda who: handles(who) and sees_ledgers(who)),
        MainPage("agency:rules", 110, lambda _actor: _("平台规则"), _compares),
        MainPage("company:rules", 70, lambda _actor: _("规则版本"), everybody),
        MainPage("company:safety", 80, lambda _actor: _("安全台账"), everybody),
        MainPage("company:weather", 90, lambda _actor: _("恶劣天气"), everybody),
    ):
        register_page(one)


def sees_ledgers(actor: Actor) -> bool:
    """The office of work safety, whose cases the ledgers are, and whoever may see everything."""
    return actor.department == LEDGER_OFFICE or "auditor" in actor.roles


def _orders(actor: Actor) -> bool:
    return handles(actor) and actor.department in (LEDGER_OFFICE, "hrss")


def _compares(actor: Actor) -> bool:
    return handles(actor) and actor.department in ("hrss", "union")
