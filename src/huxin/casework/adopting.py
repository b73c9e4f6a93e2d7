"""The act ``adopt``: a city turns an uncertain value into its own, by a document and from a day."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from huxin.casework.errors import ConflictError, ForbiddenError
from huxin.casework.models import Adoption
from huxin.casework.pack import city_pack, forget_adoptions
from huxin.casework.sealed import adoption_digest
from huxin.law import InputError, Pack
from huxin.law.errors import nearest
from huxin.law.pack.model import DECISION_GRADE, Parameter, Segment
from huxin.law.values import read
from huxin.ledger.service import KeyReusedError, append, once
from huxin.registry.service import Actor


@dataclass(frozen=True)
class Uncertain:
    """A parameter that the city has not made its own, or has: both stand on the page."""

    parameter: Parameter
    segment: Segment | None
    adoptions: list[Adoption]


def uncertain_parameters(on: date) -> list[Uncertain]:
    """Every parameter that is not decision-grade on a day, with what the city adopted for it."""
    pack = city_pack()
    rows = list(Adoption.objects.select_related("by").order_by("-valid_from", "-at"))
    found = []
    for parameter in pack.parameters.values():
        held = [one for one in parameter.values if (one.valid_from or date.min) <= on < (one.valid_to or date.max)]
        segment = held[0] if held else None
        if segment is None or segment.value is None or segment.confidence not in DECISION_GRADE:
            found.append(Uncertain(parameter, segment, [row for row in rows if row.parameter == parameter.id]))
    return found


def adopt(
    actor: Actor, parameter: str, value: str, valid_from: date | None, document: str, *, key: str
) -> dict[str, Any]:
    """Make a value the city's own.  Raises ForbiddenError, InputError for a value that cannot be one."""
    if "policy_admin" not in actor.roles or actor.county:
        raise ForbiddenError("Only the city's policy administrator adopts a value.")
    _check(city_pack(), parameter, value, document)
    if valid_from is None:
        raise InputError("missing", "valid_from", "nothing", "the first day", "填从哪天起用这个数。")
    body = {"what": "adopt", "parameter": parameter, "value": value, "from": valid_from.isoformat(), "by": document}
    try:
        return once(actor.key, key, body, lambda: _adopt(actor, parameter, value, valid_from, document))
    except KeyReusedError:
        raise ConflictError("This request key was used for something else; open the page again.") from None


def _check(pack: Pack, parameter: str, value: str, document: str) -> None:
    known = pack.parameters.get(parameter)
    if known is None:
        raise InputError(
            "parameter", "parameter", parameter, "a parameter of the pack", nearest(parameter, pack.parameters)
        )
    if known.type == "table":
        raise InputError("parameter", "parameter", parameter, "a single value", "表格类的数要在政策包里改。")
    try:
        read(known.type, value)
    except ValueError as error:
        raise InputError(
            "value", "value", value, str(error), f"“{known.label['zh']}”要写成 {known.type} 这样的数。"
        ) from None
    if not document.strip():
        raise InputError("missing", "document", "nothing", "the document that says so", "写上文件名和文号。")


def _adopt(actor: Actor, parameter: str, value: str, valid_from: date, document: str) -> dict[str, Any]:
    row = Adoption(
        id=uuid.uuid4(),
        parameter=parameter,
        value=value,
        valid_from=valid_from,
        document=document.strip()[:120],
        by_id=actor.pk,
        at=timezone.now(),
    )
    row.save(force_insert=True)
    append("adoption", str(row.id), adoption_digest(row), actor.key, row.at)
    transaction.on_commit(forget_adoptions)
    return {"parameter": parameter, "value": value, "valid_from": valid_from.isoformat()}
