"""Proposals and decisions are held against the rules: the amount, its grade, and the record that explains it later."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from huxin.casework.case.differences import check_reason, check_third, difference
from huxin.casework.case.dossier import Dossier, Step
from huxin.law import Evaluation, InputError, decision_record
from huxin.law.dates import day_of
from huxin.people.service import Person

_CHANGED: Final = lazy("拟办以后情况变了（比如同一个月在别的件里已经发过）。请退回，让经办人重新算一遍。")


def decision_for(dossier: Dossier, step: Step) -> dict[str, Any] | None:
    """The decision record to keep with ``propose`` and ``decide``; None for other acts.

    Raises InputError when money is granted that the rules refuse, that rests on uncertain values, or that differs
    from what the rules give without a reason in words, or above the limit without a third person; and for a refusal of
    what the rules grant without a reason and a clause of its own.
    """
    if step.act not in (dossier.rule.proposes, "decide") or dossier.procedure.item is None:
        return None
    # Whoever decides on money of this person waits here, so that two cases cannot pay for the same month.
    Person.objects.select_for_update().get(id=dossier.case.applicant_id)
    found = dossier.evaluate(day_of(step.at))
    if found is None:
        return None
    if step.act == "decide" and dossier.decision is not None:
        _check_unchanged(dossier, found, dossier.decision)
        _check_words(dossier, found, step)
        check_third(dossier, step)
        return dict(dossier.decision)
    if step.payload.get("outcome") in dossier.rule.grants:
        _check_grant(dossier, found)
    _check_words(dossier, found, step)
    return decision_record(found)


def ruled_outcome(dossier: Dossier, result: Mapping[str, Any]) -> str | None:
    """The outcome that the item itself names, in the words of the procedure; None where it names none."""
    rule = dossier.rule
    output = result["outputs"].get(rule.outcome) if rule.outcome is not None else None
    return rule.outcomes.get(str(output["value"])) if output is not None else None


def _check_unchanged(dossier: Dossier, found: Evaluation, proposed: Mapping[str, Any]) -> None:
    """What was proposed must still be what the rules give: an earlier case may have been paid meanwhile."""
    now = found.as_json()
    for name in ("verdict", "certainty"):
        before = proposed.get(name, now[name])
        if now[name] != before:
            raise InputError("changed", f"payload.{name}", before, now[name], _CHANGED)
    before, after = (dossier.computed_amount(one) for one in (proposed, now))
    if before != after:
        raise InputError("changed", "payload.amount", before, after or "no amount", _CHANGED)


def _check_grant(dossier: Dossier, found: Evaluation) -> None:
    result = found.as_json()
    if found.verdict != "granted":
        raise InputError(
            "rules_refuse",
            "payload.outcome",
            "granted",
            f"what the rules say: {found.verdict}",
            _("按规则不能同意。看右边“怎么算的”里的原因；情况有变，先让申请人补材料。"),
        )
    if found.certainty != "decision" and dossier.payment is not None:
        names = ", ".join(result["uncertain_parameters"])
        raise InputError(
            "estimate", "payload.outcome", "granted", f"values that the city has adopted: {names}",
            _("这些数还没有由本市确认，只能估算：%(names)s。请政策管理员先确认。") % {"names": names},
        )  # fmt: skip


def _check_words(dossier: Dossier, found: Evaluation, step: Step) -> None:
    """What differs from the rules has a reason in words, and a refusal a clause of its own.  Raises InputError."""
    result, said = found.as_json(), step.payload
    named = ruled_outcome(dossier, result)
    if named is not None and said.get("outcome") != named:
        hint = _("按规则得出的是“%(named)s”。写别的，在备注里用一句话说明为什么。") % {
            "named": dossier.procedure.outcomes[named].label["zh"]
        }
        check_reason("remark", said.get("remark"), hint)
    elif named is None and found.verdict == "granted" and said.get("outcome") == "refused":
        check_reason("reason", said.get("reason"), "按规则可以同意。不同意的，写清楚为什么，至少一句话。")
        if str(said.get("clause") or "").strip() == dossier.pack.cite(dossier.procedure.clause):
            hint = _("这是同意的依据。写明不同意依据的是哪一条。")
            raise InputError("clause", "payload.clause", said.get("clause"), "the clause of the refusal", hint)
    elif difference(dossier, said, result):
        right = dossier.computed_amount(result)
        hint = _("按规则算出来是 %(right)s 元。要写别的数，在备注里用一句话说明为什么。") % {"right": right}
        check_reason("remark", said.get("remark"), hint)
