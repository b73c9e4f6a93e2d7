"""A bundle for people: one line an item, what to bring, and the next question."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from huxin.law.explanation.lay import value_text
from huxin.law.explanation.saying import output_words
from huxin.law.explanation.words import verdict_said
from huxin.law.pack.model import Pack

_WORDS: Final = {
    "zh": {
        "bring": "带来", "next": "下一个问题", "sum": "能拿的钱", "decision": "可作决定", "estimate": "估算",
        "colon": "：", "comma": "，", "yuan": "元",
    },
    "en": {
        "bring": "bring", "next": "Next question", "sum": "Money", "decision": "decision-grade",
        "estimate": "estimate", "colon": ": ", "comma": ", ", "yuan": "yuan",
    },
}  # fmt: skip


def render_bundle(pack: Pack, found: Mapping[str, Any], language: str) -> str:
    """The text, with labels alone."""
    words = _WORDS[language]
    colon = words["colon"]
    lines = []
    for one in found["items"]:
        item = pack.items[one["item"]]
        entitles = any(output.counts for output in item.outputs.values())
        lines.append(f"{item.label[language]}{colon}{verdict_said(one['verdict'], language, entitles=entitles)}")
        for name, output in one["outputs"].items():
            told = _value(pack, one["item"], name, output, language)
            if told is not None:
                lines.append(f"  {item.outputs[name].label[language]}{colon}{told}")
        if one["bring"]:
            brought = words["comma"].join(part[language] for part in one["bring"])
            lines.append(f"  {words['bring']}{colon}{brought}")
    total = words["comma"].join(f"{words[name]} {value} {words['yuan']}" for name, value in found["sum"].items())
    lines.append(f"{words['sum']}{colon}{total}")
    if found["next"] is not None:
        lines.append(f"{words['next']}{colon}{found['next']['text'][language]}")
        lines += [f"  - {field['label'][language]}" for field in found["next"]["fields"]]
    return "\n".join(lines) + "\n"


def _value(pack: Pack, item: str, name: str, output: Mapping[str, Any], language: str) -> str | None:
    value = output["value"]
    said = output_words(pack.items[item].outputs[name].value_labels, value)
    if said is not None:
        return said[language]
    if value is None or isinstance(value, (list, dict, bool)):
        return None
    return value_text(value, output["unit"], language)
