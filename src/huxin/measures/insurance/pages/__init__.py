"""Pages of injury cover."""

from __future__ import annotations

from django.utils.translation import gettext as _

from huxin.ui.navigation import MainPage, everybody, register_page


def register() -> None:
    """The main page of this measure."""
    register_page(MainPage("company:cover", 40, lambda _actor: _("参保"), everybody))
