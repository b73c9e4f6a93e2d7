"""What an officer can do with a case now: the acts with their forms, filled in as far as the rules know."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from huxin.casework.service import (
    CONFIRM,
    Dossier,
    allowed_for,
    awaits_third,
    colleagues,
    differs,
    offered,
    office_accounts,
    parties_of,
    ruled_outcome,
    today,
)
from huxin.casework.service import choices as choices_of
from huxin.identity.service import Actor, actor_of
from huxin.law import Evaluation
from huxin.law.procedures import ACTOR, COMPUTED, SIDE, Act, fold, unconfirmed, unmet
from huxin.ui.formatting import role_names
from huxin.ui.forms import FormField, Sent, draw
from huxin.ui.templatetags.words import say
from huxin.web.related_cases import known_for

HIDDEN: Final = ("verify_evidence", "appeal", "file", "pay", "complete", "calculate")
"""Acts that have a place of their own, or none on this page yet."""
_SIDES: Final = (ACTOR, SIDE)
MAIN: Final = ("accept", "propose", "decide")


def acts_of(request: HttpRequest, dossier: Dossier, found: Evaluation | None, sent: Sent) -> dict[str, Any]:
    """The acts that are this officer's, the main one open; and those of others, with whose they are."""
    mine = allowed_for(actor_of(request), dossier)
    acts = dossier.procedure.acts
    names = [name for name in mine if name not in HIDDEN and (name != CONFIRM or awaits_third(dossier))]
    if "reply_side" in names and not parties_of(dossier.case):
        names.remove("reply_side")
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
        "papers": bool(spec.letters) and not any(one.kind == "file" for one in spec.payload),
        "tone": "btn-danger" if danger else "btn-primary" if spec.id in MAIN else "btn-plain",
    }


def _fields(
    dossier: Dossier, spec: Act, actor: Actor, values: Mapping[str, Any], errors: Mapping[str, str]
) -> list[FormField]:
    """The fields of an act; people and acts are chosen from a list and not typed."""
    choices: dict[str, list[tuple[str, str]]] = {}
    if spec.id == "assign":
        choices["to"] = [(one.username, one.label) for one in colleagues(dossier.procedure, dossier.case)]
    if spec.id == "confirm_override":
        waiting = unconfirmed(dossier.procedure, fold(dossier.procedure, dossier.records))
        choices["act"] = [(name, say(dossier.procedure.acts[name].label)) for name in sorted(waiting)]
    if spec.id == "override":
        acts = dossier.procedure.acts.values()
        choices["act"] = [(act.id, say(act.label)) for act in acts if act.id != "override"]
        others = [one for one in office_accounts(dossier.case, "approver") if one.pk != actor.account_id]
        choices["second_person"] = [(f"account-{one.pk}", one.label) for one in others]
    named = choices_of(dossier)
    choices |= {one.name: [(name, name) for name in named] for one in spec.payload if named and one.source in _SIDES}
    choices |= offered(actor, dossier, spec.payload, values)
    asked = [one for one in spec.payload if one.source != COMPUTED]
    drawn = draw(asked, values, errors, f"a-{spec.id}", choices)
    files = [one for one in spec.payload if one.kind == "file"]
    return drawn + [
        FormField(one.name, "line", say(one.label), one.required, f"a-{spec.id}-{one.name}", "file", hint=say(one.hint))
        for one in files
    ]


def _suggested(dossier: Dossier, spec: Act, found: Evaluation | None) -> dict[str, Any]:
    """What the rules give, or what was proposed: the officer confirms it."""
    rule = dossier.rule
    proposed = dossier.last(rule.proposes)
    if spec.id == "decide" and proposed is not None:
        return dict(proposed.payload)
    first = rule.proposes if rule.proposes in dossier.procedure.acts else "decide"
    if spec.id == first and found is not None:
        result = found.as_json()
        granted = found.verdict == "granted"
        amount = dossier.computed_amount(result) if granted else None
        reason = "" if granted else "；".join(one["text"] for one in result["reasons"])
        clauses = [one["clause"] for one in result["reasons"] if one.get("clause")]
        clause = dossier.pack.cite(dossier.procedure.clause) if granted or not clauses else clauses[0]
        outcome = ruled_outcome(dossier, result) or (next(iter(rule.grants), "") if granted else "refused")
        return {"outcome": outcome, "amount": amount, "clause": clause, "reason": reason, "facts": _weigh(result)}
    return known_for(dossier, spec)


def _weigh(result: Mapping[str, Any]) -> str:
    """The reasons of the rule with their clauses, for an officer to begin from."""
    return "\n".join(f"{one['text']}（{one['clause']}）" for one in result["reasons"])


def _about(dossier: Dossier, spec: Act) -> str:
    proposed = dossier.last("propose")
    if spec.id not in ("decide", CONFIRM) or proposed is None or proposed.actor is None:
        return ""
    who = _("%(who)s 拟办。由另一个人决定；不同意就退回。") % {"who": proposed.actor.label}
    gap = differs(dossier, proposed.payload, proposed.decision)
    if gap is None:
        return who
    said = {
        "said": gap[0],
        "right": gap[1],
        "why": proposed.payload.get("remark") or proposed.payload.get("reason", ""),
    }
    return who + _("注意：拟办 %(said)s 元，按规则算是 %(right)s 元。经办写的理由：%(why)s") % said


def _not_mine(dossier: Dossier, mine: list[str]) -> list[dict[str, str]]:
    roles = role_names()
    others = [
        act
        for act in dossier.procedure.acts.values()
        if act.id not in mine and not act.common and dossier.case.status in act.from_ and act.id not in HIDDEN
    ]
    return [{"label": say(act.label), "why": _why_not(dossier, act, roles)} for act in others]


def _why_not(dossier: Dossier, act: Act, roles: Mapping[str, str]) -> str:
    """What has to come first; else whose it is."""
    waits = unmet(dossier.procedure, dossier.records, act.id, today())
    return say(waits.why) if waits is not None else "、".join(roles.get(by, by) for by in act.by)
