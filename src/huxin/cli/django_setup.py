"""Commands that need the database start Django here, and only then."""

from __future__ import annotations

import os
from pathlib import Path


def start_django(data: Path | None = None, *, demo: bool = False, making_keys: bool = False) -> None:
    """Make Django ready.  ``data`` and ``demo`` set HUXIN_DATA and HUXIN_DEMO for this process and those it starts.

    ``making_keys``: the key of sessions, under which nothing lies sealed, has to stand before the settings are read.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huxin.config.settings")
    if data is not None:
        os.environ["HUXIN_DATA"] = str(data)
    if demo:
        os.environ["HUXIN_DEMO"] = "1"
    from huxin.config.keys import make_key, only_owner

    only_owner()
    if making_keys:
        make_key(Path(os.environ.get("HUXIN_DATA", "var")).resolve(), "secret")
    import django

    django.setup()


def prepare(*, making_keys: bool = False) -> None:
    """Tables up to date, static files collected, deliveries finished.  Safe to run again and again.

    ``making_keys``: only ``huxin setup`` and the demo make keys; anything else raises InputError where one is gone.
    """
    from django.conf import settings
    from django.core.management import call_command

    from huxin.casework.service import keep_pack
    from huxin.cli.installing import make_keys
    from huxin.config.keys import require_keys
    from huxin.feeds.service import settle_all

    if not making_keys:
        require_keys(settings.DATA)
    call_command("migrate", verbosity=0, interactive=False)
    if making_keys:
        make_keys()
    call_command("collectstatic", verbosity=0, interactive=False)
    keep_pack()
    settle_all()
