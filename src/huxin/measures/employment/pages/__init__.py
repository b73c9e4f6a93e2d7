"""Pages of agreements: written, signed, filed."""

from __future__ import annotations

from django.utils.translation import gettext as _

from huxin.ui.navigation import MainPage, everybody, register_page


def register() -> None:
    """The main page of this measure, and its part of the pages about people and companies."""
    from huxin.measures.employment.pages import office_about  # once the room's tables are there

    office_about.register()
    register_page(MainPage("company:agreements", 20, lambda _actor: _("协议"), everybody))
