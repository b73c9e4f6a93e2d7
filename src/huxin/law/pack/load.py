"""Load a policy pack with its parents: strictly the first time, from the compiled cache ever after.

The compiled pack is kept under the hash of every file of its chain and of the law's own code, in a folder
that only the user can write to.  That path imports neither pydantic nor YAML.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import tempfile
from contextlib import suppress
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from huxin.law.pack.folders import Root, content_hash
from huxin.law.pack.model import APART, Pack

DIGEST: Final = hashlib.sha256().digest_size
LATER: Final = ("procedures", "tests")
"""Two thirds of a pack, of which the evaluation of one item needs nothing: read when they are asked for."""
LAW: Final = Path(__file__).resolve().parents[1]
"""All the code that reads, merges and checks a pack."""


def load_pack(name: str = "wenzhou", root: Root = None, *, kept: bool = False) -> Pack:
    """The pack ``name`` with its parents merged in.  Raises PackError with file, line and column.

    ``kept``: a city decided by it.  It was checked by what was demanded then, and opens whatever is demanded since.
    """
    return _load(name, root, content_hash(name, root), kept)


@lru_cache(maxsize=8)
def _load(name: str, root: Root, digest: str, kept: bool) -> Pack:
    place = cache_folder() / f"{digest}.pickle"
    cached = _read_cache(place)
    if cached is not None:
        return cached
    from huxin.law.pack.compose import compose  # cold path only: YAML and pydantic

    pack = compose(name, root, digest, kept=kept)
    _write_cache(place, pack)
    return pack


def cache_folder() -> Path:
    """Where compiled packs lie: ``HUXIN_CACHE_DIR`` or the user's own cache, readable by nobody else."""
    base = Path(os.environ.get("HUXIN_CACHE_DIR") or Path.home() / ".cache" / "huxin")
    return base / f"packs-{_code_hash()}"


@cache
def _code_hash() -> str:
    """Twelve digits for the law's code as it lies here: what an older version compiled is never read again."""
    whole = hashlib.sha256()
    for path in sorted(LAW.rglob("*.py")):
        if "tests" not in path.parts and "population" not in path.parts:
            whole.update(path.relative_to(LAW).as_posix().encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()[:12]


def _read_cache(place: Path) -> Pack | None:
    with suppress(OSError, pickle.UnpicklingError, AttributeError, EOFError, ImportError, TypeError):
        if place.stat().st_uid == os.getuid() and place.parent.stat().st_mode & 0o022 == 0:
            content = memoryview(place.read_bytes())
            whole = content[DIGEST:]
            if hashlib.sha256(whole).digest() == content[:DIGEST]:
                pack = pickle.loads(whole)  # noqa: S301 - our own file in our own folder, checked above
                return pack if isinstance(pack, Pack) else None
    return None


def _write_cache(place: Path, pack: Pack) -> None:
    """Best effort: a machine with a read-only home compiles each time.  What is read later lies apart in the file."""
    held = dict(vars(pack))
    held[APART] = {name: pickle.dumps(held.pop(name), pickle.HIGHEST_PROTOCOL) for name in LATER}
    kept = object.__new__(Pack)
    vars(kept).update(held)
    whole = pickle.dumps(kept, pickle.HIGHEST_PROTOCOL)
    with suppress(OSError):
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=place.parent)
        with os.fdopen(handle, "wb") as stream:
            stream.write(hashlib.sha256(whole).digest() + whole)
        Path(temporary).replace(place)
