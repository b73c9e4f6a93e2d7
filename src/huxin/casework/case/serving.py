"""Service 送达: what an act of service must show before it counts, and the day from which it does."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from huxin.casework.case.addressees import person_named
from huxin.casework.case.dossier import Dossier
from huxin.law import InputError
from huxin.law.clocks.reading import makers_of
from huxin.law.procedures.model import ServiceWay
from huxin.law.procedures.ways import HOW, SERVED_ON, service_day

CONFIRMING: Final = "confirm_address"
"""The act by which a side confirms where papers reach it 送达地址确认, and whether electronically."""
CONSENT: Final = "electronic_service"
"""The question of a form whether papers may be served electronically."""


def served(dossier: Dossier, act: str, payload: Mapping[str, Any], on: date) -> dict[str, Any]:
    """The answers of an act, of a service with its day where its way says it.

    Raises InputError for a service of a paper that was not made, before it was made, without the day of the receipt,
    by a way that this document or this party does not allow.
    """
    if act != "serve":
        return dict(payload)
    way = dossier.procedure.way(payload.get(HOW))
    if way is not None:
        _allowed(dossier, way, payload)
    day = service_day(way, payload, on, "")
    _made(dossier, payload, day)
    return {**payload, SERVED_ON: day.isoformat()} if way is not None and way.waits is not None else dict(payload)


def _allowed(dossier: Dossier, way: ServiceWay, payload: Mapping[str, Any]) -> None:
    if payload.get("document") in way.never_for:
        hint = _("这种文书不能%(way)s（%(dossier)s），换一种方式。") % {
            "way": way.label["zh"],
            "dossier": dossier.pack.cite(way.source),
        }
        raise InputError("way", f"payload.{HOW}", way.id, "a way by which this document may be served", hint)
    if way.dated and payload.get(SERVED_ON) in (None, ""):
        hint = _("写上%(way)s。没有凭证，期限不能开始算。") % {"way": way.counts["zh"]}
        raise InputError("missing", f"payload.{SERVED_ON}", "nothing", way.counts["en"], hint)
    if way.consent and not _agreed(dossier, str(payload.get("to") or "")):
        hint = _("对方没有同意电子送达。先请对方做“确认送达地址”，或者换一种方式。")
        raise InputError("consent", f"payload.{HOW}", way.id, "the party's own consent on record", hint)


def _agreed(dossier: Dossier, to: str) -> bool:
    """Whether the side that is served agreed to electronic service: in the form, or when it confirmed its address."""
    person = person_named(dossier, to)
    if person is None:
        return False
    said = dossier.unhidden.answers.get(CONSENT) is True if person == dossier.case.applicant_id else False
    for step in dossier.unhidden.steps:
        if step.act == CONFIRMING and person_named(dossier, str(step.payload.get("party") or "")) == person:
            said = step.payload.get("electronic") is True
    return said


def _made(dossier: Dossier, payload: Mapping[str, Any], day: date) -> None:
    """No clock starts from a paper that does not exist, or before it did."""
    steps = dossier.unhidden.steps
    makers = makers_of(dossier.procedure, payload.get("document"))
    made = next((one for one in steps if one.act in makers), None)
    if makers and made is None and steps:
        labels = "、".join(sorted(dossier.procedure.acts[one].label["zh"] for one in makers))
        hint = _("这份文书还没有作出来。先做“%(labels)s”。") % {"labels": labels}
        raise InputError("no_paper", "payload.document", str(payload.get("document")), "a paper that was made", hint)
    first = (made or steps[0]).record.day if steps else day
    if day < first:
        hint = _("文书是 %(first)s 作出的，不会在这以前送到。") % {"first": first}
        raise InputError("before_the_paper", f"payload.{SERVED_ON}", str(day), f"a day from {first} on", hint)
