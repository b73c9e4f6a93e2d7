"""Keys of an installation: made once by ``huxin setup``, each in a file that only its owner can read.

Nothing else makes one: a new key beside data that was sealed under the old one would hide that the old one is gone.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final

from huxin.law.errors import InputError

KEYS: Final = ("secret", "master", "log", "pseudonym", "feeds", "receipt", "webhook")
"""Files of 32 random bytes; ``HUXIN_<NAME>_KEY_FILE`` names another place for each."""
LETTER_FILES: Final = ("letter.key.pem", "letter.cert.pem")
"""The pair that signs letters; an office puts its own in their place."""
FOLDERS: Final = ("offices", "stamps", "authorities")
"""What a city puts beside its keys: pairs of single bodies, certificates of stamp servers and of authorities."""
PRIVATE: Final = 0o077
"""What nobody but the owner may do with anything of an installation."""


def key_path(data: Path, name: str) -> Path:
    """Where a key stands, whether it is there or not."""
    return Path(os.environ.get(f"HUXIN_{name.upper()}_KEY_FILE") or data / "keys" / f"{name}.key")


def key_places(data: Path) -> Mapping[str, Path]:
    """Every key, and what a city put beside them, by its name in a backup of keys, with the place where it stands."""
    places = {f"{name}.key": key_path(data, name) for name in KEYS}
    own = [path.relative_to(data / "keys").as_posix() for path in files_beside(data / "keys")]
    return {**places, **{name: data / "keys" / name for name in (*LETTER_FILES, *own)}}


def files_beside(keys: Path) -> list[Path]:
    """The files of ``FOLDERS`` in a folder of keys."""
    return sorted(path for name in FOLDERS for path in (keys / name).rglob("*") if path.is_file())


def missing_keys(data: Path) -> dict[str, Path]:
    """Those that are not where they should stand."""
    return {name: path for name, path in key_places(data).items() if not path.exists()}


def require_keys(data: Path) -> None:
    """Raises InputError, with the places, when one is not there: the service does not start without."""
    gone = missing_keys(data)
    if gone:
        raise _missing(", ".join(str(path) for path in gone.values()))


def read_key(data: Path, name: str) -> bytes:
    """The bytes of a key.  Raises InputError for one that is not there or that others can read."""
    path = key_path(data, name)
    try:
        if path.stat().st_mode & PRIVATE:
            hint = f"Run: chmod 600 {path}"
            raise InputError("keys", str(path), "a file that others can read", "one for its owner alone", hint)
        return path.read_bytes()
    except FileNotFoundError:
        raise _missing(str(path)) from None
    except OSError as error:
        hint = "Give it to the user that Huxin runs as."
        raise InputError("keys", str(path), str(error.strerror), "a file that can be read", hint) from None


def session_key(data: Path) -> str:
    """The key of sessions and forms; where no installation stands yet, one for this process alone."""
    if not key_path(data, "secret").exists():
        return secrets.token_hex(32)
    return read_key(data, "secret").hex()


def make_key(data: Path, name: str) -> None:
    """Make a key that is not there; the caller has made sure that nothing is sealed under one that is gone."""
    keep_new(key_path(data, name), secrets.token_bytes(32))


def keep_new(path: Path, content: bytes) -> None:
    """Write a whole file of keys or none: two processes that start at once agree on the first one."""
    if path.exists():
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    temporary.unlink(missing_ok=True)
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    try:
        os.link(temporary, path)
    except FileExistsError:
        pass
    finally:
        temporary.unlink()


def fingerprint(content: bytes) -> str:
    """By which a key is known again and nothing of it is told: a digest over 256 random bits."""
    return sha256(b"huxin key\n" + content).hexdigest()[:32]


def only_owner() -> None:
    """Whatever this process writes from now on is for its owner alone."""
    os.umask(PRIVATE)


def _missing(places: str) -> InputError:
    hint = (
        "A new installation: run 'huxin setup'. One with data: put the key back from where you keep it; "
        "without it what was sealed stays closed."
    )
    return InputError("keys", places, "no key", "the key of this installation", hint)
