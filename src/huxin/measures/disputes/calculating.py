"""A sum worked out in a case 算一笔账: whoever keeps it sends the facts, the program alone says the result."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from huxin.casework.service import Dossier, city_adoptions, city_pack, today
from huxin.law import Evaluation, InputError, evaluate
from huxin.law.cleaning import whole
from huxin.law.explanation.saying import path_label
from huxin.law.pack.model import FactSpec, Item

ACT: Final = "calculate"
_MOST: Final = 3000


def worked_out(dossier: Dossier, payload: Mapping[str, Any]) -> dict[str, str]:
    """The ``result`` of the act from its ``item`` and ``facts`` (JSON text), by the rules of the case's pack.

    Raises InputError for an item that the act does not offer, for facts that are no object, and as the rules do.
    """
    spec = dossier.procedure.acts[ACT]
    items = {option.value for one in spec.payload if one.name == "item" for option in one.options}
    item = payload.get("item")
    if not isinstance(item, str) or item not in items:
        raise InputError("item", "payload.item", item, ", ".join(sorted(items)), _("从列出来的里面选一样来算。"))
    try:
        facts = json.loads(str(payload.get("facts") or ""))
    except (ValueError, RecursionError):
        facts = None
    if not isinstance(facts, dict) or not whole(facts):
        hint = _("用的事实要写成一个 JSON 对象。")
        raise InputError("facts", "payload.facts", "no object", 'a JSON object, such as {"pay": "1200.00"}', hint)
    return {"result": told(evaluate(dossier.pack, item, facts, on=today(), adoptions=city_adoptions()))}


def told(found: Evaluation) -> str:
    """The sums that are not zero, of a list each row that is not; then what is missing, or why there is nothing."""
    result = found.as_json()
    item = city_pack().items[result["item"]]
    lines: list[str] = []
    for name, one in result["outputs"].items():
        label = item.outputs[name].label["zh"]
        if isinstance(one.get("value"), list):
            lines += [f"{label} {_words(item, name, row)}" for row in one["value"]]
        elif one.get("unit") == "CNY" and one.get("value") not in (None, "0.00"):
            lines.append(f"{label} {one['value']} 元")
    if result["missing"]:
        wanted = "、".join(path_label(item, path)["zh"] for path in result["missing"])
        lines.append(f"{'还缺' if lines else '还算不出来，还缺'}：{wanted}")
    if not lines:
        lines += [reason["text"] for reason in result["reasons"]]
    return "\n".join(lines)[:_MOST] or "没有要付的钱"


def _words(item: Item, name: str, row: Any) -> str:
    """A row of several columns, or a code in the words of its output."""
    if isinstance(row, Mapping):
        return _row(item, row)
    labels = item.outputs[name].value_labels
    return labels[row]["zh"] if row in labels else str(row)


def _row(item: Item, row: Mapping[str, Any]) -> str:
    """The words of a row's categories, then its sums."""
    columns = {name: spec for one in item.facts.values() for name, spec in one.row.items()}
    parts = []
    for name, value in row.items():
        spec = columns.get(name)
        if spec is not None and spec.type == "category":
            parts.append(_category(name, spec, str(value)))
        else:
            parts.append(f"{value} 个月" if isinstance(value, int) else f"{value} 元")
    return " ".join(parts)


def _category(name: str, one: FactSpec, value: str) -> str:
    """A category in the words of the record: its own, or those of a form of the pack that asks the same."""
    if value in one.value_labels:
        return one.value_labels[value]["zh"]
    for procedure in city_pack().procedures.values():
        for field in (one for step in procedure.form for one in step.fields):
            for option in field.options if field.name == name else ():
                if option.value == value:
                    return option.label["zh"]
    return value
