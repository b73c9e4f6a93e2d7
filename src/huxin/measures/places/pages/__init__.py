"""Pages of service places."""

from __future__ import annotations

from django.utils.translation import gettext as _

from huxin.measures.places.pages.office_places import sees_places
from huxin.ui.navigation import MainPage, register_page


def register() -> None:
    """The main page of this measure."""
    register_page(MainPage("agency:places", 145, lambda _actor: _("服务点"), sees_places))
