"""Run a command against a PostgreSQL server of its own: made, started, used and removed.

    python tools/with_postgres.py pytest src/huxin/casework

The server listens on a socket in a temporary folder only; the command sees its address in ``DATABASE_URL``.  Where the
lanes of a run share a folder (``HUXIN_TEST_SHARED``), a server is set up and a database migrated there once: each lane
runs a copy, and finds the name of the database that its own begins with in ``HUXIN_TEST_TEMPLATE``.
"""

from __future__ import annotations

import fcntl
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

MIGRATED: Final = "migrated"


def programs() -> Path:
    """The folder of the newest installed server programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).parent
    sys.exit("PostgreSQL's server programs (initdb, pg_ctl) are missing: install the package 'postgresql'.")


def as_user() -> list[str]:
    """PostgreSQL refuses to run as root: step down to its own user where we are root."""
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] if os.getuid() == 0 else []


@contextmanager
def server(*, durable: bool = False, copied: Path | None = None) -> Iterator[str]:
    """A running server; yields its DATABASE_URL.  ``durable``: it waits for the disk, as in production.

    ``copied``: the data of a server that was stopped, to begin with.
    """
    folder = Path(tempfile.mkdtemp(prefix="huxin-pg-"))
    if os.getuid() == 0:
        account = pwd.getpwnam("postgres")
        os.chown(folder, account.pw_uid, account.pw_gid)
    try:
        if copied is None:
            _run("initdb", "-N", "-U", "huxin", "-A", "trust", "-E", "UTF8", "-D", folder / "data")
        else:
            _copy(copied, folder / "data")
        start(folder, durable=durable)
        yield f"postgresql://huxin@/postgres?host={folder}"
    finally:
        stop(folder)
        shutil.rmtree(folder, ignore_errors=True)


def _copy(data: Path, to: Path) -> None:
    """With owner and rights, on which PostgreSQL insists."""
    subprocess.run(["cp", "-a", data, to], check=True)


def migrated(shared: Path) -> Path:
    """The data of a server with a migrated database; the first lane of a run makes it, the others wait."""
    made = shared / "postgres"
    with (shared / "postgres.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            with server() as address:
                folder = Path(address.partition("host=")[2])
                _run("createdb", "-h", folder, "-U", "huxin", MIGRATED)
                own = {
                    "DATABASE_URL": address.replace("/postgres?", f"/{MIGRATED}?"),
                    "DJANGO_SETTINGS_MODULE": "huxin.config.settings",
                }
                command = [sys.executable, "-m", "django", "migrate", "--verbosity=0"]
                subprocess.run(command, check=True, env={**os.environ, **own})
                stop(folder, "fast")
                _copy(folder / "data", shared / "unfinished-postgres")
            (shared / "unfinished-postgres").rename(made)
    return made


def start(folder: Path, *, durable: bool = False) -> None:
    """Start the server of this folder; it answers when this returns."""
    options = f"-c listen_addresses='' -c unix_socket_directories={folder}"
    options += "" if durable else " -c fsync=off -c full_page_writes=off"
    _run("pg_ctl", "-w", "-D", folder / "data", "-o", options, "-l", folder / "log", "start")


def stop(folder: Path, how: str = "immediate") -> None:
    """Stop it: ``immediate`` as when it dies, ``fast`` as an administrator does."""
    _run("pg_ctl", "-w", "-m", how, "-D", folder / "data", "stop", check=False)


def _run(program: str, *arguments: str | Path, check: bool = True) -> None:
    command = [*as_user(), programs() / program, *arguments]
    subprocess.run(command, check=check, stdout=subprocess.DEVNULL, cwd="/")


def main() -> int:
    shared = os.environ.get("HUXIN_TEST_SHARED")
    with server(copied=migrated(Path(shared)) if shared else None) as address:
        more = {"DATABASE_URL": address, **({"HUXIN_TEST_TEMPLATE": MIGRATED} if shared else {})}
        return subprocess.run(sys.argv[1:], check=False, env={**os.environ, **more}).returncode


if __name__ == "__main__":
    sys.exit(main())
