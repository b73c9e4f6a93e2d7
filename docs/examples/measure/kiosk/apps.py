"""Django's entry to this measure."""

from __future__ import annotations

from django.apps import AppConfig


class KioskConfig(AppConfig):
    """The room of kiosks; named in ``HUXIN_APPS``."""

    name = "kiosk"

    def ready(self) -> None:
        from huxin.ui.navigation import MainPage, register_page
        from huxin.ui.office import handles

        register_page(MainPage("agency:kiosks", 500, lambda _actor: "自助机", handles))
