"""The database from one address: SQLite by default, PostgreSQL in production."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlsplit

PAGES: Final = "HUXIN_PAGES"
"""Set to 1 by ``huxin serve`` for the processes that answer pages."""
_OF_PAGES: Final = {"lock_timeout": 8, "statement_timeout": 30, "idle_in_transaction_session_timeout": 30}
_OF_COMMANDS: Final = {"lock_timeout": 60, "statement_timeout": 0, "idle_in_transaction_session_timeout": 900}
_PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-20000; PRAGMA mmap_size=134217728;"


def database(data: Path, address: str | None) -> dict[str, Any]:
    """Django's settings for ``DATABASE_URL``.  Raises ValueError for an address that is neither.

    SQLite runs with a write-ahead log, immediate transactions (a deferred one that turns to writing fails under load)
    and full synchronisation, so that what was acknowledged survives a power cut.
    """
    if not address:
        pages = os.environ.get("HUXIN_SQLITE_PAGES", "")
        limit = f" PRAGMA max_page_count={int(pages)};" if pages else ""
        options = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": _PRAGMAS + limit}
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": data / "huxin.sqlite3", "OPTIONS": options}
    parts = urlsplit(address)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ValueError(f"DATABASE_URL begins with '{parts.scheme}', wanted postgresql://user:password@host:port/name")
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,  # a connection from before a restart of the database is made anew
        "OPTIONS": {"connect_timeout": "5", "options": _limits(), **query},
    }


def _limits() -> str:
    """How long anything may wait in PostgreSQL: pages little, since a thread is held; commands longer.

    Nobody leaves a transaction open while others wait for its locks.
    """
    limits = _OF_PAGES if os.environ.get(PAGES) == "1" else _OF_COMMANDS
    return " ".join(f"-c {name}={seconds}s" for name, seconds in limits.items())
