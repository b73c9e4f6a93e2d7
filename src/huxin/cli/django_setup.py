"""Commands that need the database start Django here, and only then."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

SETTING_UP: Final = 0x68757869
"""By which set-ups of several machines know one another in one PostgreSQL."""


def start_django(data: Path | None = None, *, demo: bool = False, making_keys: bool = False) -> None:
    """Make Django ready.  ``data`` and ``demo`` set HUXIN_DATA and HUXIN_DEMO for this process and those it starts.

    ``making_keys``: the key of sessions, under which nothing lies sealed, has to stand before the settings are read.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huxin.config.settings")
    if data is not None:
        os.environ["HUXIN_DATA"] = str(data)
    if demo:
        os.environ["HUXIN_DEMO"] = "1"
    from huxin.core.keys import make_key, only_owner

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
    from huxin.core.keys import require_keys
    from huxin.feeds.service import settle_all

    if not making_keys:
        require_keys(settings.DATA)
    with _alone(settings.DATA):
        call_command("migrate", verbosity=0, interactive=False)
        if making_keys:
            make_keys()
        call_command("collectstatic", verbosity=0, interactive=False)
        keep_pack()
        settle_all()


@contextmanager
def _alone(data: Path) -> Iterator[None]:
    """One at a time on this folder and on this database; whoever comes meanwhile waits and finds it done.

    A process that dies lets go of both locks by dying.
    """
    from django.db import connection

    data.mkdir(parents=True, exist_ok=True)
    handle = os.open(data / "setup.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = 0")
                cursor.execute("SELECT pg_advisory_lock(%s)", [SETTING_UP])
                cursor.execute("RESET lock_timeout")
        yield
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [SETTING_UP])
    finally:
        os.close(handle)
