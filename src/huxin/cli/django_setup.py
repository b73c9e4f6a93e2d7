"""Commands that need the database start Django here, and only then."""

from __future__ import annotations

import os
from pathlib import Path


def start_django(data: Path | None = None, *, demo: bool = False) -> None:
    """Make Django ready.  ``data`` and ``demo`` set HUXIN_DATA and HUXIN_DEMO for this process and those it starts."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huxin.config.settings")
    if data is not None:
        os.environ["HUXIN_DATA"] = str(data)
    if demo:
        os.environ["HUXIN_DEMO"] = "1"
    import django

    django.setup()


def prepare() -> None:
    """Tables up to date, static files collected, the letter certificate there, deliveries finished.

    Safe to run again and again.
    """
    from django.core.management import call_command

    from huxin.casework.service import keep_pack, make_certificate
    from huxin.feeds.service import settle_all

    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    make_certificate()
    keep_pack()
    settle_all()
