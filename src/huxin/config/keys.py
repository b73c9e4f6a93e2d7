"""Keys of an installation: made once, each in a file that only its owner can read."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def read_key(data: Path, name: str) -> bytes:
    """32 random bytes under ``data/keys/<name>.key``, made on first use.

    ``HUXIN_<NAME>_KEY_FILE`` names another place.  Raises PermissionError for a file that others can read.
    """
    path = Path(os.environ.get(f"HUXIN_{name.upper()}_KEY_FILE") or data / "keys" / f"{name}.key")
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make(path)
    if path.stat().st_mode & 0o077:
        raise PermissionError(f"{path} can be read by others; run: chmod 600 {path}")
    return path.read_bytes()


def _make(path: Path) -> None:
    """Write a whole key or none: two processes that start at once agree on the first one."""
    temporary = path.with_suffix(f".{os.getpid()}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(secrets.token_bytes(32))
    try:
        os.link(temporary, path)
    except FileExistsError:
        pass
    finally:
        temporary.unlink()
