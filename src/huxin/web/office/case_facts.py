"""What the screen of a case knows: its facts, deadlines, steps, files and letters, and the rules' trace."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from huxin.casework.service import (
    RECEIPT,
    Dossier,
    Letter,
    enforcement_clocks,
    evidence_rows,
    explain_record,
    letter_title,
    letters_of,
    maskable,
    missing_signs,
    of_office,
    office_papers,
    stuck,
    today,
    unprinted_fields,
)
from huxin.core.service import english
from huxin.evidence.service import EXTENSIONS, PICTURES
from huxin.law import Evaluation, explained, render_html
from huxin.law.clocks import ClockState
from huxin.law.explanation.lay import verdict_words
from huxin.law.explanation.words import WORDS
from huxin.law.procedures import COMPUTED
from huxin.ui.due import due_of_case, due_of_clock
from huxin.ui.formatting import instant_text, personal_fields, size_text, status_of
from huxin.ui.forms import shown, unprinted
from huxin.ui.navigation import own_page
from huxin.ui.office import county_name
from huxin.ui.outcome import contested, ended_label
from huxin.ui.templatetags.words import say
from huxin.ui.turn import next_lines
from huxin.web.office.custody import custody_rows, scan_text
from huxin.web.office.queue import applicant_name


def known(dossier: Dossier) -> dict[str, Any]:
    """What stands on the screen and on the sheet of paper alike."""
    return {
        "case": _head(dossier),
        "facts": _facts(dossier),
        "fact_lists": _fact_lists(dossier),
        "timeline": timeline_of(dossier),
        "clocks": [_clock(one) for one in (*dossier.clocks().clocks, *enforcement_clocks(dossier, today()))],
        "forecast": _forecast(dossier),
        "next": next_lines(dossier),
    }


def _head(dossier: Dossier) -> dict[str, Any]:
    case = dossier.case
    return {
        "no": case.no,
        "status": status_of(case.status, say(ended_label(dossier))),
        "contested": contested(dossier),
        "due": due_of_case(case),
        "procedure": say(dossier.procedure.label),
        "applicant": applicant_name(case),
        "county": county_name(case.county),
        "handler": case.handler.label if case.handler else "",
        "own_page": own_page(case),
        **_own_papers(dossier),
    }


def _own_papers(dossier: Dossier) -> dict[str, str]:
    """Where the office's own papers of the case are made, as far as there is something to print."""
    no = dossier.case.no
    return {f"{name}_url": reverse(f"agency:{name}", args=[no]) for name in office_papers(dossier)}


def _forecast(dossier: Dossier) -> dict[str, Any] | None:
    """The deadlines if what is awaited came today; None where nothing is awaited."""
    found = dossier.forecast()
    if found is None:
        return None
    heads = {"complete": _("今天补齐材料的话"), "resume": _("今天恢复办理的话")}
    rows = [{"label": say(one.label), "due": due_of_clock(one)} for one in found.clocks if one.due is not None]
    return {"head": heads[found.act], "rows": rows} if rows else None


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
            source = _("系统算的") if one.source == COMPUTED else _("申请人填的")
            rows.append({"label": say(one.label), "text": text, "source": source})
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


def _clock(one: ClockState) -> dict[str, Any]:
    running = one.state in ("running", "suspended", "missed") and one.open
    words = {
        "running": _("在走"),
        "suspended": _("停着"),
        "met": _("按时") if one.due is not None else _("办了，没有期限"),
        "missed": _("过期"),
        "void": _("不用等了"),
    }
    tones = {"met": "is-good", "missed": "is-late", "suspended": "is-wait"}
    return {
        "label": say(one.label),
        "due": due_of_clock(one),
        "state": words[one.state],
        "tone": tones.get(one.state, ""),
        "lines": one.lines_en if english() else one.lines,
        "open": running,
    }


def timeline_of(dossier: Dossier) -> list[dict[str, Any]]:
    """Every step with what was said in it, but for what is never printed."""
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


def evidence_of(dossier: Dossier) -> list[dict[str, Any]]:
    """The files, with digests, scan and custody."""
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


def masked_fields(dossier: Dossier) -> dict[str, str]:
    """What the page masks: fields of the register, and whatever is masked in the answers of any act."""
    if not of_office(dossier):
        return {}
    found = personal_fields()
    acts = {str(step.seq): say(dossier.procedure.acts[step.act].label) for step in dossier.steps}
    for key, (one, _value) in maskable(dossier).items():
        found[key] = f"{say(one.label)}（{acts.get(key.partition('.')[0], _('申请人填的'))}）"
    return found


def letters_shown(dossier: Dossier) -> list[dict[str, Any]]:
    """The letters, and the draft of a decision that waits for its second person."""
    rows: list[dict[str, Any]] = [
        {
            "label": letter_title(letter, "en" if english() else "zh"),
            "pdf_url": reverse("worker:letter", args=[letter.id]) if letter.issued_at else "",
            "preview_url": "",
            **_desk_only(dossier, letter),
            "stuck": stuck(letter),
            **(_why(dossier, letter) if stuck(letter) else {}),
        }
        for letter in letters_of(dossier)
    ]
    if dossier.last("propose") is not None and dossier.last("decide") is None:
        preview = reverse("agency:preview", args=[dossier.case.no])
        rows.append({"label": _("决定书（预览）"), "pdf_url": "", "preview_url": preview})
    return rows


def _desk_only(dossier: Dossier, letter: Letter) -> dict[str, Any]:
    """Number, record of service to print, and when the addressee first opened it."""
    number = letter.number
    found = {"number": number.text if number is not None else "", "void": number is not None and number.voided_at}
    if not of_office(dossier) or letter.template == RECEIPT:
        return found
    form = reverse("agency:letter_receipt", args=[dossier.case.no, letter.id]) if letter.issued_at else ""
    return {**found, "receipt_url": form, "opened": letter.opened_at}


def _why(dossier: Dossier, letter: Letter) -> dict[str, Any]:
    """Which characters of which field stop a letter, and where it is set again."""
    fields = [{"label": say(label), "signs": " ".join(signs)} for label, signs in unprinted_fields(dossier)]
    if not of_office(dossier):
        return {"why": fields}
    again = reverse("agency:letter_again", args=[dossier.case.no, letter.id])
    return {"why": fields, "signs": missing_signs(letter), "again_url": again}


def trace_of(dossier: Dossier, found: Evaluation | None) -> dict[str, Any]:
    """The rules as they are today; for a decided case the record that was kept with the decision."""
    if dossier.last("decide") is not None and dossier.decision is not None:
        result = explain_record(dossier.decision)
    elif found is not None:
        result = explained(found)
    else:
        return {"result": None}
    language = "en" if english() else "zh"
    return {
        "result": result,
        "amount": dossier.computed_amount(result),
        "verdict": f"{verdict_words(result, language)} · {WORDS[language][result['certainty']]}",
        "pack_line": f"{result['pack']['id']} {result['pack']['version']} {result['pack']['hash'][7:15]}",
        "why": mark_safe(render_html(result, language)),  # noqa: S308 - every text is escaped there
    }
