"""Every item as the page says it: what one gets, why it is an estimate, what is missing and what excludes."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from huxin.casework.service import city_adoptions, city_pack, today
from huxin.core.service import english
from huxin.law import Evaluation, evaluate
from huxin.law.explanation.lay import render_lay_html, told_reasons, value_text
from huxin.law.explanation.saying import output_words, path_label
from huxin.law.pack.model import Item
from huxin.ui.templatetags.words import say
from huxin.web.worker.money import payments
from huxin.web.worker.money.asking import item_facts

ORDER = ("granted", "not_yet", "insufficient_evidence", "needs_human", "refused")


def rows(found: Mapping[str, Any], said: QueryDict) -> list[dict[str, Any]]:
    """The items of a bundle: what counts as money first, and first what one gets."""
    pack = city_pack()
    answered = [_row(pack.items[one["item"]], _evaluation(one["item"], said), said) for one in found["items"]]
    return sorted(answered, key=lambda one: (not one["counts"], ORDER.index(one["verdict"])))


def explained(item: str, said: QueryDict) -> tuple[str, SafeString] | None:
    """(the item's name, how it was worked out); None for an item that no question names."""
    if item not in city_pack().items:
        return None
    html = render_lay_html(_evaluation(item, said), "en" if english() else "zh")
    return say(city_pack().items[item].label), mark_safe(html)  # noqa: S308 - every text is escaped there


def sums(items: list[dict[str, Any]]) -> dict[str, str]:
    """What one would get, decision-grade and estimated apart."""
    found = {"decision": Decimal(0), "estimate": Decimal(0)}
    for one in items:
        if one["amount"]:
            found["estimate" if one["estimate"] else "decision"] += Decimal(one["amount"])
    return {name: str(value) for name, value in found.items() if value}


def _evaluation(item: str, said: QueryDict) -> Evaluation:
    facts = payments.with_payments(item, item_facts(item, said), said)
    return evaluate(city_pack(), item, facts, on=today(), adoptions=city_adoptions())


def _row(item: Item, one: Evaluation, said: QueryDict) -> dict[str, Any]:
    result, pack = one.as_json(), city_pack()
    counts = [name for name, output in item.outputs.items() if output.counts]
    amount = next((result["outputs"][name]["value"] for name in counts if name in result["outputs"]), None)
    granted = result["verdict"] == "granted"
    rough = payments.takes(item.id) and payments.given(said)
    parameters = [say(pack.parameters[name].label) for name in one.uncertain_parameters if name in pack.parameters]
    because = ([_("月数和钱数是你说的")] if rough else []) + [
        _("本市还没正式确认：%(names)s") % {"names": "、".join(parameters)} for _unused in parameters[:1]
    ]
    procedure = pack.procedures.get(item.id)
    applies = procedure is not None and procedure.guide is not None and "worker" in procedure.applicants
    return {
        "item": item.id,
        "label": say(item.label),
        "verdict": result["verdict"],
        "verdict_text": _verdicts(bool(counts))[result["verdict"]],
        "tone": {"granted": "", "refused": "is-bad"}.get(result["verdict"], "is-wait"),
        "counts": bool(counts),
        "amount": amount if granted and amount and Decimal(amount) else "",
        "estimate": rough or bool(one.uncertain_parameters),
        "because": "；".join(because),
        "outputs": [line for line in _outputs(item, result) if line["name"] not in counts],
        "reasons": told_reasons(result["reasons"], "en" if english() else "zh"),
        "missing": list(dict.fromkeys(say(path_label(item, path)) for path in result["missing"])),
        "payments": payments.takes(item.id) and not rough and "months" in result["missing"],
        "clause": pack.cite(item.clause),
        "procedure": applies and result["verdict"] != "refused",
        "by_when": _("这里没有登记最晚哪天申请，越早越好。") if applies else "",
    }


def _outputs(item: Item, result: Mapping[str, Any]) -> list[dict[str, str]]:
    """What came out in words.  A no, a sum of nothing, what has no words and what a refusal leaves is not told."""
    language = "en" if english() else "zh"
    lines: list[dict[str, str]] = []
    if result["verdict"] == "refused":
        return lines
    for name, output in result["outputs"].items():
        value, spec = output["value"], item.outputs[name]
        if value is False or (output["unit"] == "CNY" and value is not None and not Decimal(str(value))):
            continue
        words = output_words(spec.value_labels, value)
        if words is None and (value is None or isinstance(value, (bool, list, dict))):
            continue
        text = words[language] if words is not None else value_text(value, output["unit"], language)
        lines.append({"name": name, "label": say(spec.label), "text": text})
    return lines


def _verdicts(money: bool) -> dict[str, str]:
    return {
        "granted": _("能领") if money else _("算出来了"),
        "refused": _("按你说的，领不到") if money else _("按你说的，没有"),
        "not_yet": _("还不到时候"),
        "insufficient_evidence": _("还差几样才知道"),
        "needs_human": _("要由经办人定"),
    }
