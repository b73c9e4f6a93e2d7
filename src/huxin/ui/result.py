"""The card of what the rule gives in a case: result, gaps, clauses and how sure it is; the same on every face."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from huxin.casework.service import Dossier, PersonResult, city_pack, owed_by_side, people_results, result_of
from huxin.core.service import english
from huxin.law.explanation.lay import lay_outputs, told_reasons, value_text, verdict_words
from huxin.law.values import read
from huxin.people.service import yuan
from huxin.ui.templatetags.words import say


def result_card(dossier: Dossier) -> dict[str, Any] | None:
    """What a page shows of the result; None where there is none to show."""
    people = people_results(dossier)
    found = result_of(dossier)
    if found is None:
        return _list_card(dossier, people) if people else None
    result, language = found.result, "en" if english() else "zh"
    return {
        "head": _("决定时是这样算的") if found.decided else _("按规则先算的结果（还不是决定）"),
        "verdict": verdict_words(result, language),
        "certainty": result["certainty"],
        "outputs": list(lay_outputs(result, language)),
        "reasons": told_reasons(result["reasons"], language),
        "gaps": _gaps(result),
        "note": say(dossier.rule.note) if dossier.rule.note is not None else "",
        "people": [],
    }


def fine_card(dossier: Dossier) -> dict[str, Any] | None:
    """What a page shows of the fine that a case ended in; None where there is none."""
    owed = owed_by_side(dossier)
    if owed is None:
        return None
    late = max(owed.due.late - owed.late_paid, 0)
    return {
        "sum": yuan(owed.due.sum),
        "until": owed.due.until,
        "left": yuan(owed.left),
        "days_late": owed.due.days_late,
        "late": yuan(late) if late else "",
    }


def _list_card(dossier: Dossier, people: list[PersonResult]) -> dict[str, Any]:
    total = _total(people)
    sure = all(one.result["certainty"] == "decision" for one in people)
    outputs = [_("名单上 %(n)s 人") % {"n": len(people)}]
    outputs += [_("每月一共要缴 %(amount)s 元") % {"amount": total}] if total is not None else []
    return {
        "head": _("按规则逐人先算的结果"),
        "verdict": "",
        "certainty": "decision" if sure else "estimate",
        "outputs": outputs,
        "reasons": _reasons(people),
        "gaps": list(dict.fromkeys(gap for one in people for gap in _gaps(one.result))),
        "note": say(dossier.rule.note) if dossier.rule.note is not None else "",
        "people": [{"name": one.name, "number": one.number, "rows": _person(one.result)} for one in people],
    }


def _person(result: Mapping[str, Any]) -> list[str]:
    language = "en" if english() else "zh"
    item = city_pack().items[result["item"]]
    colon = "：" if language == "zh" else ": "
    return [
        f"{say(item.outputs[name].label)}{colon}{value_text(one['value'], one['unit'], language)}"
        for name, one in result["outputs"].items()
        if one["value"] is not None
    ]


def _total(people: Iterable[PersonResult]) -> str | None:
    """The sum over everybody in yuan; None while one is not known."""
    sums = [one.result["outputs"].get("amount", {}).get("value") for one in people]
    fen = [read("money", value) if value else None for value in sums]
    known = [one for one in fen if isinstance(one, int)]
    return yuan(sum(known)) if len(known) == len(fen) else None


def _reasons(people: Iterable[PersonResult]) -> list[dict[str, str]]:
    every = (reason for one in people for reason in one.result["reasons"])
    found = {(one["text"], one["clause"]) for one in told_reasons(every, "en" if english() else "zh")}
    return [{"text": text, "clause": clause} for text, clause in sorted(found)]


def _gaps(result: Mapping[str, Any]) -> list[str]:
    """What is still missing, in the words of the item."""
    item = city_pack().items.get(result["item"])
    found = []
    for path in result["missing"]:
        name, _dot, part = path.partition(".")
        spec = item.facts.get(name) if item is not None else None
        inner = spec.row.get(part) if spec is not None and spec.row and part else None
        label = inner.label if inner is not None else spec.label if spec is not None else None
        found.append(say(label) if label is not None else path)
    return list(dict.fromkeys(found))
