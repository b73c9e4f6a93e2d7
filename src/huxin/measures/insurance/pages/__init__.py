"""Pages of injury cover."""

from __future__ import annotations

from django.utils.translation import gettext as _

from huxin.ui.navigation import MainPage, everybody, register_page


def register() -> None:
    """The main page of this measure, and its part of the pages about people and companies."""
    from huxin.measures.insurance.pages import office_about  # once the room's tables are there

    office_about.register()
    register_page(MainPage("company:cover", 40, lambda _actor: _("参保"), everybody))
