"""Keys come before everything else: the settings make new ones where none lie."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from huxin.law.errors import InputError


def keys_first(keys: Path | None) -> None:
    """Put the kept keys into an installation that has none.  Raises InputError where others lie already."""
    if keys is None:
        return
    if not (keys / "master.key").exists():
        raise InputError("keys", "--keys", str(keys), "a folder with master.key", "Name the folder of 'backup --keys'.")
    target = Path(os.environ.get("HUXIN_DATA", "var")).resolve() / "keys"
    for path in sorted(keys.iterdir()):
        place = target / path.name
        if place.exists() and place.read_bytes() != path.read_bytes():
            hint = "Restore into an empty HUXIN_DATA; keys are never overwritten."
            raise InputError("keys", str(place), "another key", "no key, or the same", hint)
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    for path in sorted(keys.iterdir()):
        shutil.copyfile(path, target / path.name)
        (target / path.name).chmod(0o600)
