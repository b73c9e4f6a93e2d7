"""Run a command against a PostgreSQL server of its own: made, started, used and removed.

    python tools/with_postgres.py pytest src/huxin/casework

The server listens on a socket in a temporary folder only; the command sees its address in ``DATABASE_URL``.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


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
def server(*, durable: bool = False) -> Iterator[str]:
    """A running server; yields its DATABASE_URL.  ``durable``: it waits for the disk, as in production."""
    folder = Path(tempfile.mkdtemp(prefix="huxin-pg-"))
    if os.getuid() == 0:
        account = pwd.getpwnam("postgres")
        os.chown(folder, account.pw_uid, account.pw_gid)
    try:
        _run("initdb", "-N", "-U", "huxin", "-A", "trust", "-E", "UTF8", "-D", folder / "data")
        start(folder, durable=durable)
        yield f"postgresql://huxin@/postgres?host={folder}"
    finally:
        stop(folder)
        shutil.rmtree(folder, ignore_errors=True)


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
    with server() as address:
        return subprocess.run(sys.argv[1:], check=False, env={**os.environ, "DATABASE_URL": address}).returncode


if __name__ == "__main__":
    sys.exit(main())
