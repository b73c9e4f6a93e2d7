"""Every pack that was ever used is kept by its hash, so that old cases and old decisions keep their law."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from huxin.casework.law.city import city_pack
from huxin.casework.models import PackVersion
from huxin.law import Pack, evaluate_again, explain_again, load_pack, pack_folders


def keep_pack() -> None:
    """Keep the pack that is in use now; does nothing when it is kept already."""
    pack = city_pack()
    if not PackVersion.objects.filter(hash=pack.hash).exists():
        row = PackVersion(hash=pack.hash, name=pack.id, version=pack.version, archive=_archive(pack))
        PackVersion.objects.bulk_create([row], ignore_conflicts=True)


def pack_of(digest: str) -> Pack:
    """The pack with that hash: the present one, or a kept one.  Raises LookupError when it was never kept."""
    return city_pack() if city_pack().hash == digest else _kept(digest)


def explain_record(record: Mapping[str, Any]) -> dict[str, Any]:
    """As ``evaluate_record``, with the explanation: for a page that shows it."""
    return explain_again(_pack_then(record), record)


def evaluate_record(record: Mapping[str, Any]) -> dict[str, Any]:
    """A kept decision by the law of its day, where that pack was kept; else by the present one, marked so."""
    return evaluate_again(_pack_then(record), record)


def _pack_then(record: Mapping[str, Any]) -> Pack:
    try:
        return pack_of(str(record["pack"]["hash"]))
    except LookupError:
        return city_pack()


@lru_cache(maxsize=8)
def _kept(digest: str) -> Pack:
    row = PackVersion.objects.filter(hash=digest).first()
    if row is None:
        raise LookupError(digest)
    folder = Path(settings.DATA) / "packs" / digest.removeprefix("sha256:")
    if not folder.exists():
        with zipfile.ZipFile(io.BytesIO(bytes(row.archive))) as archive:
            archive.extractall(folder)
    return load_pack(row.name, folder, kept=True)


def _archive(pack: Pack) -> bytes:
    """The files of the pack and all its parents."""
    out = io.BytesIO()
    folders = pack_folders()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for member in pack.chain:
            for path in sorted(folders[member].rglob("*")):
                if path.suffix in (".yaml", ".typ"):
                    archive.write(path, f"{member}/{path.relative_to(folders[member]).as_posix()}")
    return out.getvalue()
