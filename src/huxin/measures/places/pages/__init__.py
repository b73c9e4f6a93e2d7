"""Pages of service places."""

from __future__ import annotations

from django.utils.translation import gettext as _

from huxin.measures.places.pages.office_places import sees_places
from huxin.measures.places.pages.office_planning import sees_plans
from huxin.measures.places.pages.office_waiting import sees_waiting
from huxin.ui.navigation import MainPage, register_page


def register() -> None:
    """The main pages of this measure."""
    register_page(MainPage("agency:places", 145, lambda _actor: _("服务点"), sees_places))
    register_page(MainPage("agency:waiting_areas", 146, lambda _actor: _("候客区"), sees_waiting))
    register_page(MainPage("agency:plan", 147, lambda _actor: _("选点"), sees_plans))
