"""What ``huxin setup`` and the demo make that nothing else may: the keys; and who may read the folder."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from huxin.core.keys import KEYS, LETTER_FILES, PRIVATE, key_places, make_key, missing_keys
from huxin.law.errors import InputError


def make_keys() -> None:
    """Every key that is not there yet.

    Raises InputError, before any is made, where something already lies sealed under one that is gone: with a new key
    in its place nobody would notice that what was sealed stays closed for good.
    """
    from django.conf import settings

    from huxin.casework.service import make_certificate
    from huxin.core.service import sealed_under

    for name, path in missing_keys(settings.DATA).items():
        found = sealed_under(name)
        if found:
            hint = "Put the key back from where you keep it; a new one would not open what lies there."
            raise InputError("keys", str(path), f"no key, but {', '.join(found)} sealed under it", "that key", hint)
    for name in KEYS:
        make_key(settings.DATA, name)
    make_certificate(demonstration=True)


def close_to_others(data: Path) -> None:
    """Folder 700, files 600, keys too: also what an earlier version or another umask left open to others."""
    for folder, _, names in os.walk(data):
        _close(Path(folder), 0o700)
        for name in names:
            _close(Path(folder) / name, 0o600)
    for name, path in key_places(data).items():
        if name not in LETTER_FILES:
            _close(path, 0o600)


def _close(path: Path, mode: int) -> None:
    """A file that a running service took away meanwhile needs no closing."""
    with suppress(FileNotFoundError):
        if not path.is_symlink() and path.stat().st_mode & PRIVATE:
            path.chmod(mode)
