"""The act ``adopt``: a city turns an uncertain value into its own, by a document and from a day."""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from huxin.casework.audit_digests import adoption_digest
from huxin.casework.errors import ConflictError, ForbiddenError
from huxin.casework.law.city import city_adoptions, city_pack, forget_adoptions, today
from huxin.casework.models import Adoption, Case
from huxin.core.service import KeyReusedError, append, once, say
from huxin.identity.service import Actor
from huxin.law import InputError, Pack
from huxin.law.errors import nearest
from huxin.law.evaluation.lookups import PackLookups, read_typed
from huxin.law.pack.model import DECISION_GRADE, Parameter, Segment
from huxin.law.procedures import Clock, Procedure
from huxin.law.procedures.model import OPEN
from huxin.law.values import Unknown

LONGEST_VALUE: Final = 60
"""Characters of a value."""


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


@dataclass(frozen=True)
class OpenLength:
    """A length of a deadline that the city has not made its own; ``value`` None: without it there is no last day.

    ``clocks``: (procedure, clock) that it gives; ``waiting``: open cases of these procedures.
    """

    parameter: Parameter
    value: object
    clocks: list[tuple[Procedure, Clock]]
    waiting: int


def lengths_to_adopt(on: date) -> list[OpenLength]:
    """Every length of a deadline that the city still has to adopt, those without any value and most in need first."""
    pack, open_cases = city_pack(), Counter(Case.objects.filter(status__in=OPEN).values_list("procedure", flat=True))
    look = PackLookups(pack, {}, {}, city_adoptions())
    found: dict[str, list[tuple[Procedure, Clock]]] = {}
    for procedure in pack.procedures.values():
        for clock in procedure.clocks:
            if (length := _length(clock)) is not None:
                found.setdefault(length, []).append((procedure, clock))
    rows = []
    for name, clocks in found.items():
        value = look.parameter(name, on, None)
        if any(used.id == name and not used.uncertain for used in look.used.values()):
            continue
        waiting = sum(open_cases[one] for one in {procedure.id for procedure, _clock in clocks})
        rows.append(OpenLength(pack.parameters[name], None if isinstance(value, Unknown) else value, clocks, waiting))
    return sorted(rows, key=lambda one: (one.value is not None, -one.waiting, one.parameter.id))


def _length(clock: Clock) -> str | None:
    """The parameter that gives a deadline its length; None where the law does."""
    return None if isinstance(clock.length, int) else str(clock.length["param"])


def adopt(
    actor: Actor, parameter: str, value: str, valid_from: date | None, document: str, *, key: str
) -> dict[str, Any]:
    """Make a value the city's own.  Raises ForbiddenError, InputError for a value that cannot be one."""
    if "policy_admin" not in actor.roles or actor.county:
        raise ForbiddenError("Only the city's policy administrator adopts a value.")
    _check(city_pack(), parameter, value, document)
    if valid_from is None:
        raise InputError("missing", "valid_from", "nothing", "the first day", _("填从哪天起用这个数。"))
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
    if len(value) > LONGEST_VALUE:
        hint = _("最多 %(longest_value)s 个字符。更长的表在政策包里改。") % {"longest_value": LONGEST_VALUE}
        raise InputError("value", "value", f"{len(value)} characters", f"at most {LONGEST_VALUE}", hint)
    try:
        read_typed(known, value)
    except ValueError as error:
        hint = _("“%(known)s”要写成 %(type)s 这样的数。") % {"known": say(known.label), "type": known.type}
        if known.type == "bool":
            hint = _("“%(known)s”写“是”或者“否”。") % {"known": say(known.label)}
        if known.type == "table":
            hint = _("“%(known)s”是一张表，每一格都要写，用逗号隔开，例如：5=1000.00, 4=1500.00。") % {
                "known": known.label["zh"]
            }
        raise InputError("value", "value", value, str(error), hint) from None
    if not document.strip():
        raise InputError("missing", "document", "nothing", "the document that says so", _("写上文件名和文号。"))


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
    timed = [one.id for one in city_pack().procedures.values() if parameter in map(_length, one.clocks)]
    Case.objects.filter(status__in=OPEN, procedure__in=timed).update(wake=today())  # the worker counts their days anew
    transaction.on_commit(forget_adoptions)
    return {"parameter": parameter, "value": value, "valid_from": valid_from.isoformat()}
