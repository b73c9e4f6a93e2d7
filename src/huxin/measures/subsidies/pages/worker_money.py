"""Five questions without signing in, then the sum and how it was computed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from huxin.casework.service import city_adoptions, city_pack, today
from huxin.core.service import hint_of
from huxin.law import InputError, evaluate
from huxin.law.dates import month_spans, parse_month
from huxin.law.explanation.lay import render_lay_html
from huxin.measures.subsidies.service import CATEGORIES, ITEM, FiveAnswers, estimate_facts, left_out
from huxin.ui.forms import FormField, Option, problems_of
from huxin.ui.page import page
from huxin.ui.questions import Flow, Run, about, gone, walk
from huxin.ui.templatetags.words import english, say

SCREENS: Final[Mapping[str, tuple[str, ...]]] = {
    "born": ("born",), "kind": ("kind",), "group": ("group",), "period": ("first", "last"), "paid": ("paid",),
}  # fmt: skip
MOST_MONTHS: Final = 120
_AMOUNT: Final = re.compile(r"[0-9]{1,6}(\.[0-9]{1,2})?")


@page("GET", "POST", who="public")
def money(request: HttpRequest) -> HttpResponse:
    """The question that comes next, or the result; nothing needs a script."""
    return walk(request, Flow(SCREENS, _errors, _ask, _result))


def _texts(question: str) -> tuple[str, str]:
    return {
        "born": (_("你哪天出生？"), _("用来看离退休还有多久。")),
        "kind": (_("你按哪一种年龄退休？"), ""),
        "group": (_("你认定过下面哪一类？"), _("没认定过也可以先看看。")),
        "period": (_("你自己交了哪几个月的养老保险？"), _("只算自己掏钱交的。")),
        "paid": (_("平均每个月交多少钱？"), _("只算养老保险，写实际扣的数。")),
    }[question]


def _fields(question: str, data: Mapping[str, str], errors: Mapping[str, str]) -> list[FormField]:
    def line(name: str, label: str, kind: str, mode: str = "", hint: str = "") -> FormField:
        return FormField(
            name, "line", label, True, f"f-{name}", kind, mode, hint, errors.get(name, ""), data.get(name, "")
        )

    def choice(name: str, label: str, options: Mapping[str, str]) -> FormField:
        rows = tuple(Option(value, text, data.get(name) == value) for value, text in options.items())
        return FormField(name, "choice", label, True, f"f-{name}", error=errors.get(name, ""), options=rows)

    if question == "born":
        return [line("born", _("出生日期"), "date", hint=_("写成 1981-05-03"))]
    if question == "kind":
        return [choice("kind", _("退休类别"), _kinds())]
    if question == "group":
        return [choice("group", _("人员类别"), _groups())]
    if question == "period":
        hint = _("写成 2025-01")
        return [line("first", _("从哪个月"), "month", hint=hint), line("last", _("到哪个月"), "month", hint=hint)]
    return [line("paid", _("每月多少元"), "text", "decimal")]


def _kinds() -> dict[str, str]:
    return {"man": _("男"), "woman_worker": _("女，一般 50 岁"), "woman_cadre": _("女，一般 55 岁")}


def _groups() -> dict[str, str]:
    form = city_pack().procedures[ITEM].form
    field = next(one for step in form for one in step.fields if one.name == "group")
    known = {option.value: say(option.label) for option in field.options if option.value != "unsure"}
    return known | {"none": _("都没有，或者不知道")}


def _errors(question: str, data: Mapping[str, str]) -> dict[str, str]:
    if question == "born":
        return {} if _born(data) else {"born": _("出生日期要写成 1981-05-03 这样，而且已经过去。")}
    if question == "kind":
        return {} if data.get("kind") in _kinds() else {"kind": _("选一个。")}
    if question == "group":
        return {} if data.get("group") in _groups() else {"group": _("选一个，不知道就选最后一个。")}
    if question == "period":
        return _period_errors(data)
    return {} if _amount(data) else {"paid": _("写一个数，比如 892.40。")}


def _born(data: Mapping[str, str]) -> date | None:
    try:
        born = date.fromisoformat(data.get("born", "").strip())
    except ValueError:
        return None
    return born if date(1920, 1, 1) < born < today() else None


def _period_errors(data: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, int] = {}
    for name in ("first", "last"):
        try:
            found[name] = parse_month(data.get(name, "").strip())
        except ValueError:
            return {name: _("月份要写成 2025-01 这样。")}
    if found["first"] > found["last"]:
        return {"last": _("“到”的月份不能早于“从”的月份。")}
    if found["last"] > today().year * 12 + today().month - 1:
        return {"last": _("还没到的月份不能算。")}
    if found["last"] - found["first"] >= MOST_MONTHS:
        return {"first": _("一次最多算 10 年，请写近一点的月份。")}
    return {}


def _amount(data: Mapping[str, str]) -> str | None:
    text = data.get("paid", "").strip().replace(",", "").replace("，", "")
    try:
        return text if _AMOUNT.fullmatch(text) and Decimal(text) > 0 else None
    except InvalidOperation:
        return None


def _ask(request: HttpRequest, question: str, data: Mapping[str, str], errors: Mapping[str, str]) -> HttpResponse:
    title, hint = _texts(question)
    context: dict[str, Any] = {
        "question": question,
        "title": title,
        "help": hint,
        "place": list(SCREENS).index(question) + 1,
        "count": len(SCREENS),
        "fields": _fields(question, data, errors),
        "problems": [*gone(request), *problems_of(errors)],
        **about(request),
    }
    return render(request, "worker/question.html", context, status=400 if errors else 200)


def _result(request: HttpRequest, run: Run) -> HttpResponse:
    data = {name: str(value) for name, value in run.said.items()}
    born, amount = _born(data), _amount(data)
    assert born is not None and amount is not None  # noqa: S101, PT018 - checked by the caller, question by question
    answers = FiveAnswers(
        born,
        CATEGORIES[data["kind"]],
        data["group"],
        data["first"].strip(),
        data["last"].strip(),
        amount,
    )
    try:
        found = evaluate(city_pack(), ITEM, estimate_facts(answers), on=today(), adoptions=city_adoptions())
    except InputError as error:
        return _ask(request, "born", data, {"born": hint_of(error)})
    result = found.as_json(explain=True)
    context = {
        "item": ITEM,
        "result": result,
        "share": _share(result),
        "reasons": [
            {
                "text": one["text_en" if english() else "text"],
                "clause": one["clause"],
                "months": month_spans(one.get("months", [])),
            }
            for one in left_out(result)
        ],
        "why": mark_safe(render_lay_html(result, "en" if english() else "zh")),  # noqa: S308 - every text is escaped there
        "edit": run.where(request, "born"),
        **about(request),
    }
    return render(request, "worker/money/result.html", context)


def _share(result: Mapping[str, Any]) -> str:
    """The monthly share in yuan, rounded to the fen: shown with ≈, never used."""
    months = result["outputs"].get("months_granted", {}).get("value") or 0
    if not months:
        return ""
    return str((Decimal(result["outputs"]["amount"]["value"]) / int(months)).quantize(Decimal("0.01")))
