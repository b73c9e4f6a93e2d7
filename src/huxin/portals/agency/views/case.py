"""One screen for a case: facts left, the rules' trace in the middle, what can be done right."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from huxin.casework.service import (
    Case,
    ConflictError,
    DisposedError,
    Dossier,
    ForbiddenError,
    NotFoundError,
    allowed_for,
    colleagues,
    evidence_rows,
    explain_record,
    letter_title,
    letters_of,
    office_accounts,
    perform,
    receive_evidence,
    today,
    view_case,
)
from huxin.law import Evaluation, InputError, render_html
from huxin.law.clocks import ClockState
from huxin.law.procedures import STATUS_LABELS, Act, field_problems, fold, unconfirmed
from huxin.law.words import WORDS
from huxin.ledger.service import EXTENSIONS, PICTURES
from huxin.portals.agency.custody import custody_rows, scan_text
from huxin.portals.agency.views.page import county_name, own_page, page
from huxin.portals.agency.views.queue import applicant_name, time_left
from huxin.portals.agency.words import day_text, due_of, instant_text, role_names, size_text, status_of
from huxin.portals.forms import (
    FormField,
    Option,
    Problem,
    asked_only,
    draw,
    errors_of,
    problems_of,
    read_answers,
    refused,
    shown,
    unprinted,
)
from huxin.portals.templatetags.words import english, say
from huxin.portals.threads import known_for, thread
from huxin.portals.worker.views.me import field_names
from huxin.registry.service import Actor, access, actor_of, details_of, note_viewing

HIDDEN: Final = ("verify_evidence", "appeal", "file", "pay", "complete", "calculate")
"""Acts that have a place of their own, or none on this page yet."""
MAIN: Final = ("accept", "propose", "decide")


@dataclass(frozen=True)
class Sent:
    """An act that was sent and not taken: shown again with what was typed."""

    act: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    key: str = ""


def dossier_of(request: HttpRequest, no: str) -> Dossier:
    try:
        return view_case(actor_of(request), no)
    except DisposedError:
        raise Http404(_("这个件过了保管期限，内容已经销毁。")) from None
    except NotFoundError:
        raise Http404 from None


@access("officer")
@never_cache
@require_GET
def case(request: HttpRequest, no: str) -> HttpResponse:
    """The case."""
    return _show(request, dossier_of(request, no), Sent(), 200)


@access("officer")
@never_cache
@require_http_methods(["POST"])
def act(request: HttpRequest, no: str, name: str) -> HttpResponse:
    """Do an act; a conflict shows what happened meanwhile and keeps what was typed."""
    dossier = dossier_of(request, no)
    spec = dossier.procedure.acts.get(name)
    if spec is None:
        raise Http404
    values = asked_only(spec.payload, read_answers(spec.payload, request.POST))
    key, seq = request.POST.get("key", "")[:80], request.POST.get("seq", "")
    errors = errors_of(field_problems(spec.payload, values, on=today()))
    prefix = f"a-{name}"
    problems = problems_of(errors, prefix)
    if not problems:
        try:
            expected = int(seq) if seq.isdigit() else None
            papers = _received(request, no, spec)
            values |= papers
            perform(actor_of(request), no, name, values, papers=papers, key=key, expected_seq=expected)
            return HttpResponseRedirect(f"{reverse('agency:case', args=[no])}?done={name}")
        except InputError as error:
            problems = refused(error, prefix)
        except ConflictError:
            return _conflict(request, dossier, spec, values, seq)
        except ForbiddenError:
            problems = [Problem(_("这一步现在不归你做。别人在办的件，先用“分给谁办”接过来。"))]
    return _show(request, dossier, Sent(name, values, errors, problems, key), 400)


def _received(request: HttpRequest, no: str, spec: Act) -> dict[str, list[str]]:
    """The files that came with an act, kept for the case, by the question that they answer."""
    found = {}
    for one in spec.payload:
        sent = request.FILES.getlist(one.name) if one.kind == "file" else []
        if sent:
            found[one.name] = [str(receive_evidence(actor_of(request), file.chunks()).id) for file in sent]
    return found


def _conflict(request: HttpRequest, dossier: Dossier, spec: Act, values: Mapping[str, Any], seq: str) -> HttpResponse:
    seen = int(seq) if seq.isdigit() else 0
    context = {
        "no": dossier.case.no,
        "newer": [row for row in _timeline(dossier) if row["seq"] > seen],
        "kept": [
            {"label": say(one.label), "text": shown(one, values[one.name])}
            for one in spec.payload
            if one.name in values
        ],
        "act_label": say(spec.label),
        "case_url": reverse("agency:case", args=[dossier.case.no]),
    }
    return page(request, "agency/conflict.html", context, 409)


@access("officer")
@never_cache
@require_GET
def sheet(request: HttpRequest, no: str) -> HttpResponse:
    """The case on paper: facts, deadlines, what was done and how it was worked out, in one column."""
    dossier = dossier_of(request, no)
    found = dossier.evaluate() if dossier.procedure.item else None
    printed = _("%(when)s 由 %(who)s 打印") % {"when": instant_text(timezone.now()), "who": actor_of(request).label}
    context = {
        "case": _head(dossier.case, dossier),
        "case_url": reverse("agency:case", args=[no]),
        "facts": _facts(dossier),
        "fact_lists": _fact_lists(dossier),
        "timeline": _timeline(dossier),
        "clocks": [_clock(one) for one in dossier.clocks().clocks],
        "forecast": _forecast(dossier),
        "printed": printed,
        **_trace(dossier, found),
    }
    return page(request, "agency/case_sheet.html", context)


def _head(case: Case, dossier: Dossier) -> dict[str, Any]:
    left, unit = time_left(case)
    running = case.status in ("received", "in_progress")
    return {
        "no": case.no,
        "status": status_of(case.status, say(STATUS_LABELS[case.status])),
        "due": due_of(case.due, left, unit, provisional=case.status == "completion_asked", running=running),
        "procedure": say(dossier.procedure.label),
        "applicant": applicant_name(case),
        "county": county_name(case.county),
        "handler": case.handler.label if case.handler else "",
        "own_page": own_page(case),
    }


def _forecast(dossier: Dossier) -> dict[str, Any] | None:
    """The deadlines if what is awaited came today; None where nothing is awaited."""
    found = dossier.forecast()
    if found is None:
        return None
    heads = {"complete": _("今天补齐材料的话"), "resume": _("今天恢复办理的话")}
    rows = [{"label": say(one.label), "due": day_text(one.due)} for one in found.clocks if one.due is not None]
    return {"head": heads[found.act], "rows": rows} if rows else None


def _show(
    request: HttpRequest, dossier: Dossier, sent: Sent, status: int, *, seen: Mapping[str, str] | None = None
) -> HttpResponse:
    case, procedure = dossier.case, dossier.procedure
    clocks = dossier.clocks().clocks
    found = dossier.evaluate() if procedure.item else None
    done = procedure.acts.get(request.GET.get("done", ""))
    context = {
        "case": _head(case, dossier),
        "seq": case.seq,
        "back_url": reverse("agency:queue", args=["to_decide" if "approver" in actor_of(request).roles else "due"]),
        "done": _("记上了：%(act)s") % {"act": say(done.label)} if done else "",
        "problems": sent.problems,
        "facts": _facts(dossier),
        "masked": _masked_fields(dossier),
        "seen": seen,
        "fact_lists": _fact_lists(dossier),
        "evidence": _evidence(dossier),
        "receipt_url": reverse("agency:receipt", args=[case.no]),
        "timeline": _timeline(dossier),
        "clocks": [_clock(one) for one in clocks],
        "forecast": _forecast(dossier),
        "letters": _letters(dossier),
        **thread(actor_of(request), dossier, "agency:case"),
        **_trace(dossier, found),
        **_acts(request, dossier, found, sent),
    }
    return page(request, "agency/case.html", context, status)


@access("officer")
@never_cache
@require_http_methods(["POST"])
def unmask(request: HttpRequest, no: str) -> HttpResponse:
    """One masked value in full, once, in the answer itself: the reason is sealed before it is shown."""
    dossier = dossier_of(request, no)
    name, reason = request.POST.get("field", ""), request.POST.get("reason", "")
    labels = _masked_fields(dossier)
    if name not in labels:
        raise Http404
    try:
        note_viewing(actor_of(request), dossier.case.applicant, name, reason)
    except InputError as error:
        return _show(request, dossier, Sent(problems=[Problem(error.problem.hint, "f-unmask-reason")]), 400)
    clear = details_of(dossier.case.applicant)
    value = dossier.answers.get(name.removeprefix("form.")) if name.startswith("form.") else getattr(clear, name)
    return _show(request, dossier, Sent(), 200, seen={"label": labels[name], "value": str(value)})


def _masked_fields(dossier: Dossier) -> dict[str, str]:
    """What the page masks: fields of the register, and answers of the form that are personal numbers."""
    found = field_names()
    for one in dossier.procedure.fields_of("file"):
        if one.kind in ("phone", "bank_card", "id_number") and dossier.answers.get(one.name):
            found[f"form.{one.name}"] = f"{say(one.label)}（{_('申请人填的')}）"
    return found


def _facts(dossier: Dossier) -> list[dict[str, str]]:
    registers, register = dossier.registers, _("来自登记，申请时取的")
    rows = []
    if registers:
        category = _categories().get(str(registers.get("category")), "—")
        rows = [
            {"label": _("出生日期"), "text": str(registers.get("birth_date", "—")), "source": register},
            {"label": _("退休类别"), "text": category, "source": register},
        ]
    for one in dossier.procedure.fields_of("file"):
        if one.name in dossier.answers and one.kind != "months_table":
            text = shown(one, dossier.answers[one.name])
            rows.append({"label": say(one.label), "text": text, "source": _("申请人填的")})
    return rows


def _categories() -> dict[str, str]:
    return {"M60": _("男，原 60 岁"), "F55": _("女，原 55 岁"), "F50": _("女，原 50 岁")}


def _fact_lists(dossier: Dossier) -> list[dict[str, Any]]:
    """What the registers held; nothing where the procedure asks none."""
    if not dossier.registers:
        return []
    months = dossier.registers.get("months", [])
    groups = dossier.registers.get("recognised", [])
    group = next((one for one in dossier.procedure.fields_of("file") if one.name == "group"), None)
    kinds = {option.value: say(option.label) for option in group.options} if group else {}
    lines, payers = {"pension": _("养老"), "medical": _("医疗")}, {"own": _("自己"), "unit": _("单位")}
    heads = [_("月份"), _("险种"), _("缴费"), _("退费"), _("谁缴的")]
    return [
        {
            "label": _("认定"),
            "count": len(groups),
            "source": _("就业库"),
            "heads": [{"label": one} for one in (_("类别"), _("起"), _("止"))],
            "rows": [
                _cells(kinds.get(row["kind"], row["kind"]), row["from"], row["to"] or _("至今")) for row in groups
            ],
        },
        {
            "label": _("缴费月份"),
            "count": len(months),
            "source": _("社保库"),
            "heads": [{"label": one, "right": index in (2, 3)} for index, one in enumerate(heads)],
            "rows": [
                _cells(
                    row["month"], lines.get(row["line"], ""), row["paid"], row["refunded"], payers.get(row["payer"], "")
                )
                for row in months
            ],
        },
    ]


def _cells(*texts: str) -> list[dict[str, Any]]:
    return [{"text": text, "right": len(texts) > 3 and index in (2, 3)} for index, text in enumerate(texts)]


def _evidence(dossier: Dossier) -> list[dict[str, Any]]:
    labels = {one.name: say(one.label) for act in dossier.procedure.acts.values() for one in act.payload}
    labels |= {paper.id: say(paper.label) for paper in dossier.procedure.evidence}
    rows = evidence_rows(dossier)
    custody = custody_rows(row for _kind, row in rows)
    return [
        {
            "url": reverse("agency:evidence", args=[dossier.case.no, row.id]),
            "is_image": row.media_type in PICTURES and row.scan in ("clean", "unscanned"),
            "kind": EXTENSIONS[row.media_type].upper(),
            "scan": scan_text(row.scan),
            "withheld": row.scan not in ("clean", "unscanned"),
            "custody": custody[row.id],
            "label": labels.get(kind, kind),
            "meta": f"{size_text(row.size)} · {instant_text(row.received_at)}",
            "digests": [{"name": "SHA-256", "value": row.sha256}, {"name": "SM3", "value": row.sm3}],
        }
        for kind, row in rows
    ]


def _timeline(dossier: Dossier) -> list[dict[str, Any]]:
    rows = []
    for step in dossier.steps:
        spec = dossier.procedure.acts[step.act]
        asked = {one.name: one for one in spec.payload}
        rows.append(
            {
                "seq": step.seq,
                "label": say(spec.label),
                "by": _("申请人") if step.by == "worker" else step.actor.label if step.actor else _("系统"),
                "iso": step.at.isoformat(),
                "when": instant_text(step.at),
                "payload": [
                    {"label": say(asked[name].label), "text": shown(asked[name], value)}
                    for name, value in step.payload.items()
                    if name in asked and not unprinted(asked[name])
                ],
            }
        )
    return rows


def _clock(one: ClockState) -> dict[str, Any]:
    running = one.state in ("running", "suspended", "missed") and one.open
    words = {"running": _("在走"), "suspended": _("停着"), "met": _("按时"), "missed": _("过期")}
    tones = {"met": "is-good", "missed": "is-late", "suspended": "is-wait"}
    left = None if one.state == "suspended" else one.days_left
    return {
        "label": say(one.label),
        "due": due_of(
            one.due, left, one.unit, provisional=one.provisional or bool(one.uncertain_parameters), running=running
        ),
        "state": words[one.state],
        "tone": tones.get(one.state, ""),
        "lines": one.lines_en if english() else one.lines,
        "open": running,
    }


def _letters(dossier: Dossier) -> list[dict[str, str]]:
    rows = [
        {
            "label": letter_title(letter.template, "en" if english() else "zh"),
            "pdf_url": reverse("worker:letter", args=[letter.id]) if letter.issued_at else "",
            "preview_url": "",
        }
        for letter in letters_of(dossier)
    ]
    if dossier.last("propose") is not None and dossier.last("decide") is None:
        preview = reverse("agency:preview", args=[dossier.case.no])
        rows.append({"label": _("决定书（预览）"), "pdf_url": "", "preview_url": preview})
    return rows


def _trace(dossier: Dossier, found: Evaluation | None) -> dict[str, Any]:
    """The rules as they are today; for a decided case the record that was kept with the decision."""
    if dossier.last("decide") is not None and dossier.decision is not None:
        result = explain_record(dossier.decision)
    elif found is not None:
        result = found.as_json(explain=True)
    else:
        return {"result": None}
    language = "en" if english() else "zh"
    words = WORDS[language]
    return {
        "result": result,
        "amount": dossier.computed_amount(result),
        "verdict": f"{words[result['verdict']]} · {words[result['certainty']]}",
        "pack_line": f"{result['pack']['id']} {result['pack']['version']} {result['pack']['hash'][7:15]}",
        "why": mark_safe(render_html(result, language)),  # noqa: S308 - every text is escaped there
    }


def _acts(request: HttpRequest, dossier: Dossier, found: Evaluation | None, sent: Sent) -> dict[str, Any]:
    mine = allowed_for(actor_of(request), dossier)
    acts = dossier.procedure.acts
    names = [name for name in mine if name not in HIDDEN]
    names.sort(key=lambda name: (name not in MAIN, list(acts).index(name)))
    drawn = [_act(dossier, acts[name], actor_of(request), found, sent) for name in names]
    if drawn and not sent.act and drawn[0]["is_main"]:
        drawn[0]["open"] = True
    return {"acts": drawn, "nothing_to_do": _("现在没有你要做的。"), "not_mine": _not_mine(dossier, mine)}


def _act(dossier: Dossier, spec: Act, actor: Actor, found: Evaluation | None, sent: Sent) -> dict[str, Any]:
    again = sent.act == spec.id
    values = sent.values if again else _suggested(dossier, spec, found)
    danger = spec.id in ("refuse", "withdraw")
    return {
        "name": spec.id,
        "label": say(spec.label),
        "is_main": spec.id in MAIN,
        "open": again,
        "url": reverse("agency:act", args=[dossier.case.no, spec.id]),
        "key": sent.key if again and sent.key else uuid.uuid4().hex,
        "about": _about(dossier, spec),
        "fields": _fields(dossier, spec, actor, values, sent.errors if again else {}),
        "tone": "btn-danger" if danger else "btn-primary" if spec.id in MAIN else "btn-plain",
    }


def _fields(
    dossier: Dossier, spec: Act, actor: Actor, values: Mapping[str, Any], errors: Mapping[str, str]
) -> list[FormField]:
    """The fields of an act; people and acts are chosen from a list and not typed."""
    choices: dict[str, list[tuple[str, str]]] = {}
    if spec.id == "assign":
        choices["to"] = [(one.username, one.label) for one in colleagues(dossier.case)]
    if spec.id == "confirm_override":
        waiting = unconfirmed(dossier.procedure, fold(dossier.procedure, dossier.records))
        choices["act"] = [(name, say(dossier.procedure.acts[name].label)) for name in sorted(waiting)]
    if spec.id == "override":
        acts = dossier.procedure.acts.values()
        choices["act"] = [(act.id, say(act.label)) for act in acts if act.id != "override"]
        others = [one for one in office_accounts(dossier.case, "approver") if one.pk != actor.account_id]
        choices["second_person"] = [(f"account-{one.pk}", one.label) for one in others]
    drawn = [_chosen_from(one, choices.get(one.name)) for one in draw(spec.payload, values, errors, f"a-{spec.id}")]
    files = [one for one in spec.payload if one.kind == "file"]
    return drawn + [
        FormField(one.name, "line", say(one.label), one.required, f"a-{spec.id}-{one.name}", "file", hint=say(one.hint))
        for one in files
    ]


def _chosen_from(one: FormField, choices: list[tuple[str, str]] | None) -> FormField:
    if choices is None:
        return one
    options = tuple(Option(value, label, value == one.value) for value, label in choices)
    return replace(one, drawn="select", options=options)


def _suggested(dossier: Dossier, spec: Act, found: Evaluation | None) -> dict[str, Any]:
    """What the rules give, or what was proposed: the officer confirms it."""
    proposed = dossier.last("propose")
    if spec.id == "decide" and proposed is not None:
        return dict(proposed.payload)
    if spec.id == "propose" and found is not None:
        result = found.as_json()
        granted = found.verdict == "granted"
        amount = dossier.computed_amount(result) if granted else None
        reason = "" if granted else "；".join(one["text"] for one in result["reasons"])
        clause = dossier.pack.cite(dossier.procedure.clause)
        return {"outcome": "granted" if granted else "refused", "amount": amount, "clause": clause, "reason": reason}
    return known_for(dossier, spec)


def _about(dossier: Dossier, spec: Act) -> str:
    proposed = dossier.last("propose")
    if spec.id == "decide" and proposed is not None and proposed.actor is not None:
        return _("%(who)s 拟办。由另一个人决定；不同意就退回。") % {"who": proposed.actor.label}
    return ""


def _not_mine(dossier: Dossier, mine: list[str]) -> list[dict[str, str]]:
    roles = role_names()
    others = [
        act
        for act in dossier.procedure.acts.values()
        if act.id not in mine and not act.common and dossier.case.status in act.from_ and act.id not in HIDDEN
    ]
    return [{"label": say(act.label), "why": "、".join(roles.get(by, by) for by in act.by)} for act in others]
