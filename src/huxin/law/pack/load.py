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

from huxin.law.errors import PackError, nearest
from huxin.law.pack.model import Pack

PACKS: Final = Path(__file__).resolve().parents[2] / "packs"
LAW: Final = Path(__file__).resolve().parents[1]
"""All the code that reads, merges and checks a pack."""

Root = Path | tuple[Path, ...] | None
"""Where packs lie; None means those that came with Huxin and those in the folder that ``HUXIN_PACKS`` names."""


def pack_folders(root: Root = None) -> dict[str, Path]:
    """The packs that are installed, by id; a pack in a later root stands before one of the same id."""
    if root is None:
        own = os.environ.get("HUXIN_PACKS")
        root = (PACKS, Path(own)) if own else (PACKS,)
    roots = root if isinstance(root, tuple) else (root,)
    return {path.parent.name: path.parent for one in roots for path in sorted(one.glob("*/pack.yaml"))}


def load_pack(name: str = "wenzhou", root: Root = None) -> Pack:
    """The pack ``name`` with its parents merged in.  Raises PackError with file, line and column."""
    return _load(name, root, content_hash(name, root))


@lru_cache(maxsize=8)
def _load(name: str, root: Root, digest: str) -> Pack:
    place = cache_folder() / f"{digest}.pickle"
    cached = _read_cache(place)
    if cached is not None:
        return cached
    from huxin.law.pack.compose import compose  # cold path only: YAML and pydantic

    pack = compose(name, root, digest)
    _write_cache(place, pack)
    return pack


def chain(name: str, root: Root = None) -> tuple[Path, ...]:
    """The folders from the outermost parent to the pack itself.  Raises PackError for an unknown or circular parent."""
    folders = pack_folders(root)
    found: list[Path] = []
    while name:
        if name not in folders:
            raise PackError(f"pack '{name}'", "no such folder", "a pack with a pack.yaml", nearest(name, folders))
        if folders[name] in found:
            raise PackError(
                f"pack '{name}'",
                "a circle of parents",
                "a chain that ends",
                "Set 'parent: null' in the outermost pack.",
            )
        found.append(folders[name])
        name = _parent(folders[name] / "pack.yaml")
    return tuple(reversed(found))


def _parent(head: Path) -> str:
    for line in head.read_text(encoding="utf-8", errors="replace").splitlines():
        key, _, value = line.partition(":")
        if key.strip() == "parent":
            value = value.strip().strip("'\"")
            return "" if value in ("", "null", "~") else value
    return ""


def content_hash(name: str, root: Root = None) -> str:
    """SHA-256 over the relative name and the bytes of every YAML and letter file of the chain, outermost first."""
    whole = hashlib.sha256()
    for folder in chain(name, root):
        for path in sorted(p for p in folder.rglob("*") if p.suffix in (".yaml", ".typ")):
            whole.update(f"{folder.name}/{path.relative_to(folder).as_posix()}\0".encode())
            whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


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
            pack = pickle.loads(place.read_bytes())  # noqa: S301 - our own file in our own folder, checked above
            return pack if isinstance(pack, Pack) else None
    return None


def _write_cache(place: Path, pack: Pack) -> None:
    """Best effort: a machine with a read-only home compiles each time."""
    with suppress(OSError):
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=place.parent)
        with os.fdopen(handle, "wb") as stream:
            pickle.dump(pack, stream, protocol=pickle.HIGHEST_PROTOCOL)
        Path(temporary).replace(place)
