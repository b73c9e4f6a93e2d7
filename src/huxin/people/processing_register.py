"""What personal data the product holds, why, on what basis and how long: declared beside each room's ``models.py``.

``privacy.yaml`` of a room names every field of every table.  The privacy notice 隐私告知 and the register of
processing 处理活动台账 are made from it, and the build fails on a field that is not declared.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from django.apps import apps

SENSITIVITIES: Final = ("none", "ordinary", "sensitive")
"""``none``: no personal data; ``sensitive``: 敏感个人信息, whose leak can hurt (bank card, health, identity number)."""
CONFIG: Final = Path(__file__).resolve().parents[1] / "config" / "privacy.yaml"
"""Django's own tables, which have no room of ours."""
Text = Mapping[str, str]


@dataclass(frozen=True)
class Use:
    """Why a table is kept: purpose, legal basis, how long, who receives it; each in Chinese and English."""

    purpose: Text
    basis: Text
    retention: Text
    receiver: Text


@dataclass(frozen=True)
class Declared:
    """One field.  ``holds``: the kinds of data in it, in words; empty where it holds nothing personal."""

    model: str
    field: str
    sensitivity: str
    use: Use
    holds: tuple[Text, ...] = ()


@cache
def declarations() -> Mapping[str, Declared]:
    """Every declared field by ``app.Model.field``.  Raises ValueError for a declaration that cannot be read."""
    files = [Path(config.path) / "privacy.yaml" for config in apps.get_app_configs()]
    found: dict[str, Declared] = {}
    for path in [*files, CONFIG]:
        if path.exists():
            for one in _read(path):
                found[f"{one.model}.{one.field}"] = one
    return found


def stored_fields() -> set[str]:
    """Every field that the database holds, as ``app.Model.field``."""
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_fields
    }


def undeclared() -> list[str]:
    """Fields without a declaration."""
    return sorted(stored_fields() - set(declarations()))


def gone() -> list[str]:
    """Declarations of fields that are not there."""
    return sorted(set(declarations()) - stored_fields())


def notice(language: str) -> list[dict[str, Any]]:
    """The privacy notice: for each use of personal data what is kept, why, on what basis, how long, who gets it."""
    grouped: dict[Use, dict[str, str]] = {}
    for one in declarations().values():
        for text in one.holds:
            kinds = grouped.setdefault(one.use, {})
            kinds[text[language]] = max(kinds.get(text[language], ""), one.sensitivity)
    return [
        {
            "purpose": use.purpose[language],
            "basis": use.basis[language],
            "retention": use.retention[language],
            "receiver": use.receiver[language],
            "kinds": [{"name": name, "sensitive": kind == "sensitive"} for name, kind in kinds.items()],
        }
        for use, kinds in grouped.items()
    ]


def register_csv(language: str = "zh") -> str:
    """The register of processing: one line a field, with a header."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["table", "field", "sensitivity", "holds", "purpose", "basis", "retention", "receiver"])
    for one in sorted(declarations().values(), key=lambda each: (each.model, each.field)):
        use = one.use
        holds = "、".join(text[language] for text in one.holds)
        texts = [part[language] for part in (use.purpose, use.basis, use.retention, use.receiver)]
        writer.writerow([one.model, one.field, one.sensitivity, holds, *texts])
    return out.getvalue()


def _read(path: Path) -> Iterator[Declared]:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    uses = {name: _use(path, name, raw) for name, raw in content["uses"].items()}
    for table in content["tables"]:
        for field, said in table["fields"].items():
            yield _declared(path, table["model"], field, said, uses[table["use"]])


def _declared(path: Path, model: str, field: str, said: Any, use: Use) -> Declared:
    """``none`` or ``{ordinary|sensitive: [words]}``; a list has both kinds in it and counts as sensitive."""
    if said == "none":
        return Declared(model, field, "none", use)
    if not isinstance(said, dict) or len(said) != 1 or next(iter(said)) not in SENSITIVITIES[1:]:
        raise ValueError(f"{path}: {model}.{field} says {said!r}, wanted 'none', 'ordinary: […]' or 'sensitive: […]'")
    sensitivity, words = next(iter(said.items()))
    texts = tuple(_text(path, f"{model}.{field}", word) for word in words)
    return Declared(model, field, sensitivity, use, texts)


class _Said(dict[str, str]):
    """A text in both languages that can be a key."""

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(tuple(sorted(self.items())))


def _text(path: Path, place: str, raw: Any) -> Text:
    if not isinstance(raw, dict) or set(raw) != {"zh", "en"} or not all(raw.values()):
        raise ValueError(f"{path}: {place} needs 'zh' and 'en', got {raw!r}")
    return _Said(raw)


def _use(path: Path, name: str, raw: Any) -> Use:
    return Use(*(_text(path, f"{name}.{part}", raw[part]) for part in ("purpose", "basis", "retention", "receiver")))
