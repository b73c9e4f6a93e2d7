"""How a child pack changes its parent: by naming what it overrides, never by accident."""

from __future__ import annotations

from datetime import date
from typing import Any

from huxin.law.errors import PackError

_KEYS = ("id", "name", "code")


def merge(parent: Any, child: dict[str, Any], where: str) -> dict[str, Any]:
    """The entry that holds in the child pack.  Raises PackError where both define it and the child does not say so."""
    if parent is None:
        return child
    mode = child.get("override")
    if mode == "replace":
        return child
    if mode == "extend":
        return _extend(parent, child)
    raise PackError(
        where, "a second definition", "'override: replace' or 'override: extend'", "The parent pack defines it too."
    )


def _extend(parent: dict[str, Any], child: dict[str, Any]) -> dict[str, Any]:
    found = {**parent}
    for key, value in child.items():
        found[key] = _segments(parent.get("values", []), value) if key == "values" else _joined(parent.get(key), value)
    return found


def _joined(old: Any, new: Any) -> Any:
    if isinstance(old, dict) and isinstance(new, dict):
        return {**old, **{key: _joined(old.get(key), value) for key, value in new.items()}}
    if isinstance(old, list) and isinstance(new, list):
        return _list(old, new)
    return new


def _list(old: list[Any], new: list[Any]) -> list[Any]:
    """Named parts replace the parent's part of that name, in its place; the rest is added at the end."""
    name = next((key for key in _KEYS if all(isinstance(part, dict) and key in part for part in (*old, *new))), None)
    if name is None:
        return [*old, *new]
    changed = {part[name]: part for part in new}
    kept = [_joined(part, changed.pop(part[name])) if part[name] in changed else part for part in old]
    return [*kept, *changed.values()]


def _segments(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The child's values hold in their time; of the parent's, what lies outside remains.

    Values whose times are not dates stay side by side: the check of shapes tells them afterwards.
    """
    if not all(_dated(one) for one in (*old, *new)):
        return [*old, *new]
    kept = list(old)
    for segment in new:
        kept = [part for whole in kept for part in _outside(whole, segment.get("valid_from"), segment.get("valid_to"))]
    return sorted([*kept, *new], key=lambda part: part.get("valid_from") or date.min)


def _dated(segment: Any) -> bool:
    ends = (segment.get("valid_from"), segment.get("valid_to")) if isinstance(segment, dict) else ("",)
    return all(one is None or type(one) is date for one in ends)


def _outside(whole: dict[str, Any], start: date | None, end: date | None) -> list[dict[str, Any]]:
    first, last = whole.get("valid_from") or date.min, whole.get("valid_to") or date.max
    cut_from, cut_to = start or date.min, end or date.max
    if cut_to <= first or last <= cut_from:
        return [whole]
    parts = []
    if first < cut_from:
        parts.append({**whole, "valid_to": cut_from})
    if cut_to < last:
        parts.append({**whole, "valid_from": cut_to})
    return parts
