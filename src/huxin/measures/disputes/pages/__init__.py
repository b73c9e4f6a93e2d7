"""Pages of group disputes and of the way into a dispute."""

from __future__ import annotations

from django.utils.translation import gettext as _

from huxin.measures.disputes.service import sees_signs
from huxin.ui.navigation import MainPage, register_page


def register() -> None:
    """The main page of this measure."""
    register_page(MainPage("agency:groups", 50, lambda _actor: _("群体苗头"), sees_signs))
