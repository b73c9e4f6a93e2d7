"""Pages of money that somebody can get, and of paying it out."""

from __future__ import annotations

from django.utils.translation import gettext as _

from huxin.casework.service import approvers_check
from huxin.identity.service import Actor
from huxin.ui.navigation import MainPage, register_page


def register() -> None:
    """The main page of this measure."""
    register_page(MainPage("agency:pay", 60, lambda _actor: _("发放"), lambda actor: "finance" in actor.roles))
    register_page(MainPage("agency:pay_checks", 62, lambda _actor: _("复核发放"), _checks))


def _checks(actor: Actor) -> bool:
    return "approver" in actor.roles and approvers_check()
