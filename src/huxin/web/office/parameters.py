"""Values that the city has not made its own: what they are, where they come from, and the act that adopts them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from huxin.casework.service import (
    LONGEST_VALUE,
    ConflictError,
    ForbiddenError,
    OpenLength,
    Uncertain,
    adopt,
    city_pack,
    lengths_to_adopt,
    today,
    uncertain_parameters,
)
from huxin.core.service import hint_of
from huxin.identity.service import actor_of
from huxin.law import InputError
from huxin.law.evaluation.lookups import show_table
from huxin.law.pack.model import Parameter
from huxin.law.values import read, show
from huxin.ui.forms import FormField, FormProblem
from huxin.ui.office import render_page
from huxin.ui.page import page
from huxin.ui.success import named, went
from huxin.ui.templatetags.words import say


@page("GET", "POST", who="officer")
def parameters(request: HttpRequest) -> HttpResponse:
    """List; on POST adopt one."""
    problems: list[FormProblem] = []
    actor = actor_of(request)
    if request.method == "POST":
        sent = request.POST
        try:
            adopt(
                actor, sent.get("parameter", ""), sent.get("value", "").strip(), _day(sent.get("valid_from", "")),
                sent.get("document", ""), key=sent.get("key", "")[:80],
            )  # fmt: skip
            return went(request, f"{reverse('agency:parameters')}?saved={quote(sent.get('parameter', ''))}")
        except InputError as error:
            problems = [FormProblem(hint_of(error), f"p-{_slug(sent.get('parameter', ''))}-{error.problem.field}")]
        except ForbiddenError:
            problems = [FormProblem(_("只有全市的政策管理员能确认。"))]
        except ConflictError:
            problems = [FormProblem(_("这个数刚刚确认过，看最新的。"))]
    may = "policy_admin" in actor.roles and not actor.county
    context = {
        "parameters": [_row(one, request.POST) for one in uncertain_parameters(today())],
        "lengths": [_length(one) for one in lengths_to_adopt(today())],
        "may_adopt": may,
        "problems": problems,
        "saved": _("确认好了。从那天起，用到它的结果可以当决定。") if named(request, "saved", _adopted) else "",
    }
    return render_page(request, "agency/parameters.html", context, 400 if problems else 200)


def _length(one: OpenLength) -> dict[str, Any]:
    """A deadline whose length the city still has to adopt."""
    return {
        "slug": _slug(one.parameter.id),
        "label": say(one.parameter.label),
        "value": "" if one.value is None else str(one.value),
        "clocks": [f"{say(procedure.label)}：{say(clock.label)}" for procedure, clock in one.clocks],
        "waiting": one.waiting,
    }


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def _slug(name: str) -> str:
    return name.replace(".", "-").replace("_", "-")


def _adopted(parameter: str) -> bool:
    return any(one.parameter.id == parameter and one.adoptions for one in uncertain_parameters(today()))


def _row(one: Uncertain, sent: Mapping[str, str]) -> dict[str, Any]:
    parameter, segment = one.parameter, one.segment
    known = segment is not None and segment.value is not None
    shown = _("没有定") if not known or segment is None else _shown(parameter, segment.value)
    table = parameter.type == "table"
    mine = sent if sent.get("parameter") == parameter.id else {}
    slug = _slug(parameter.id)
    return {
        "id": parameter.id,
        "slug": slug,
        "label": say(parameter.label),
        "value": shown,
        "source": city_pack().cite(segment.source) if segment else "—",
        "note": segment.note if segment else "",
        "confidence": _confidence(segment.confidence if segment else ""),
        "adopted": bool(one.adoptions),
        "plain": not table or len(shown) <= LONGEST_VALUE,
        "adoptions": [
            {
                "value": row.value,
                "valid_from": row.valid_from,
                "document": row.document,
                "by": row.by.label,
                "adopted_on": row.at,
            }
            for row in one.adoptions
        ],
        "effect": _("用到它的结果，从“估算”变成“可作决定”。"),
        "form": {"open": bool(mine), "key": uuid.uuid4().hex, "fields": _fields(slug, mine, shown if table else "")},
    }


def _shown(parameter: Parameter, value: Any) -> str:
    if parameter.type == "table":
        return show_table(parameter, value)
    return str(show(parameter.type, read(parameter.type, value)))


def _fields(slug: str, sent: Mapping[str, str], like: str) -> list[FormField]:
    def line(name: str, label: str, kind: str = "text", hint: str = "") -> FormField:
        return FormField(name, "line", label, True, f"p-{slug}-{name}", kind, hint=hint, value=sent.get(name, ""))

    return [
        line("value", _("本市的数"), hint=_("每一格都写，像这样：%(like)s") % {"like": like} if like else ""),
        line("valid_from", _("从哪天起"), "date"),
        line("document", _("哪份文件"), hint=_("文件名和文号")),
    ]


def _confidence(mark: str) -> str:
    return {
        "K": _("一般了解，没有逐字核对过"),
        "U": _("没有核实"),
        "proposal": _("建议，还不是规定"),
        "": _("没有数"),
    }.get(mark, mark)
