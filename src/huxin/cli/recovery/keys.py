"""Keys of a backup: every one of them is copied from where it stands, put back to where it stood, and known again."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from huxin.core.keys import files_beside, fingerprint, key_places
from huxin.law.errors import InputError


def check_place(keys: Path, backup: Path, data: Path) -> None:
    """Raises InputError for a place for keys that lies in the backup, or in which other keys lie already."""
    if keys.resolve() == backup.resolve() or backup.resolve() in keys.resolve().parents:
        hint = "Keys and data together open everything to whoever finds them; name another place."
        raise InputError("keys", "--keys", str(keys), "a place outside of the backup", hint)
    for name, path in key_places(data).items():
        place = keys / name
        if path.exists() and place.exists() and place.read_bytes() != path.read_bytes():
            raise InputError(
                "keys", str(place), "another key", "no key, or the same", "Name a new folder for the keys."
            )


def copy_keys(keys: Path, data: Path) -> None:
    """Copy every key.  Raises InputError, naming them, where one is not where it should stand."""
    places = key_places(data)
    gone = [str(path) for path in places.values() if not path.exists()]
    if gone:
        hint = "A backup without them cannot be read. Put them back; for one that was never made run 'huxin setup'."
        raise InputError("keys", ", ".join(gone), "no key", "every key of this installation", hint)
    keys.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, path in places.items():
        _copy(path, keys / name)


def fingerprints(data: Path) -> dict[str, str]:
    """Each key that is there by a digest that tells nothing of it."""
    return {name: fingerprint(path.read_bytes()) for name, path in key_places(data).items() if path.exists()}


def wrong_keys(wanted: Mapping[str, str], data: Path) -> list[str]:
    """What is wrong with the keys here, for a backup that was made with those."""
    here, places = fingerprints(data), key_places(data)
    said = {
        name: "not there" if name not in here else "another key" for name in wanted if here.get(name) != wanted[name]
    }
    return [f"{places.get(name, data / 'keys' / name)}: {text}" for name, text in said.items()]


def keys_first(keys: Path | None) -> None:
    """Put the kept keys to where they belong.  Raises InputError where others stand already."""
    if keys is None:
        return
    if not (keys / "master.key").exists():
        raise InputError("keys", "--keys", str(keys), "a folder with master.key", "Name the folder of 'backup --keys'.")
    data = Path(os.environ.get("HUXIN_DATA", "var")).resolve()
    beside = [path.relative_to(keys).as_posix() for path in files_beside(keys)]
    places = {**key_places(data), **{name: data / "keys" / name for name in beside}}
    found = {name: path for name, path in places.items() if (keys / name).exists()}
    for name, place in found.items():
        if place.exists() and place.read_bytes() != (keys / name).read_bytes():
            hint = "Restore into an empty HUXIN_DATA; keys are never overwritten."
            raise InputError("keys", str(place), "another key", "no key, or the same", hint)
    for name, place in found.items():
        if not place.exists():
            _copy(keys / name, place)


def _copy(path: Path, place: Path) -> None:
    """Whole or not at all, readable by the owner alone from the first byte on."""
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = place.with_name(place.name + ".part")
    part.unlink(missing_ok=True)
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as stream, path.open("rb") as source:
        shutil.copyfileobj(source, stream)
        stream.flush()
        os.fsync(stream.fileno())
    part.rename(place)
