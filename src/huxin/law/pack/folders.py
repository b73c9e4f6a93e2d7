"""Where packs lie, which rests on which, and what their files say together."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Final

from huxin.law.errors import PackError, nearest

PACKS: Final = Path(__file__).resolve().parents[2] / "packs"
Root = Path | tuple[Path, ...] | None
"""Where packs lie; None means those that came with Huxin and those in the folder that ``HUXIN_PACKS`` names."""


def pack_folders(root: Root = None) -> dict[str, Path]:
    """The packs that are installed, by id; a pack in a later root stands before one of the same id."""
    if root is None:
        own = os.environ.get("HUXIN_PACKS")
        root = (PACKS, Path(own)) if own else (PACKS,)
    roots = root if isinstance(root, tuple) else (root,)
    return {path.parent.name: path.parent for one in roots for path in sorted(one.glob("*/pack.yaml"))}


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
