"""Pages of guides and campaigns."""

from __future__ import annotations

from django.utils.translation import gettext as _

from huxin.casework.service import city_pack
from huxin.identity.service import Actor
from huxin.measures.publicity.reach import CAMPAIGN
from huxin.ui.navigation import MainPage, register_page
from huxin.ui.office import handles


def register() -> None:
    """The main page of this measure."""
    register_page(MainPage("agency:campaigns", 140, lambda _actor: _("宣传"), _writes))


def _writes(actor: Actor) -> bool:
    procedure = city_pack().procedures.get(CAMPAIGN)
    offices = procedure.departments if procedure is not None else ("hrss",)
    return handles(actor) and actor.department in (*offices, "union")
