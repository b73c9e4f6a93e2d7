"""A real clamd for the tests, with one signature of our own and no downloaded database."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

HARMLESS = b"huxin-test-signature: nothing here does any harm"
"""What our only signature finds."""


@contextmanager
def clamd() -> Iterator[str]:
    """The daemon on a socket of its own; yields the setting that names it."""
    folder = Path(tempfile.mkdtemp(prefix="huxin-clamd-", dir="/tmp"))
    database, socket = folder / "db", folder / "clamd.sock"
    database.mkdir()
    (database / "huxin.ndb").write_text(f"Huxin.Test:0:*:{HARMLESS.hex()}\n", encoding="ascii")
    config = folder / "clamd.conf"
    lines = [f"DatabaseDirectory {database}", f"LocalSocket {socket}", "Foreground yes", "StreamMaxLength 30M"]
    if os.getuid() == 0:
        account = pwd.getpwnam("clamav")
        lines.append("User clamav")
        for path in (folder, database):
            os.chown(path, account.pw_uid, account.pw_gid)
    config.write_text("\n".join(lines) + "\n", encoding="ascii")
    process = subprocess.Popen(["/usr/sbin/clamd", "--config-file", str(config)], stdout=subprocess.DEVNULL)
    try:
        for _ in range(600):
            if socket.exists() or process.poll() is not None:
                break
            time.sleep(0.1)
        assert socket.exists(), "clamd does not start"
        yield f"unix:{socket}"
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=20)
        shutil.rmtree(folder, ignore_errors=True)
