"""A decision as it is kept: the facts and all that chose the law, so that it can be explained again years later."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from huxin.law.errors import InputError, nearest
from huxin.law.evaluation.evaluate import Evaluation, evaluate
from huxin.law.evaluation.lookups import Adoption
from huxin.law.explanation.tree import explained
from huxin.law.pack.model import Pack

KEYS: Final = ("item", "on", "facts", "readings", "sets", "adoptions", "pack", "verdict", "outputs")
_NEEDED: Final = ("item", "on", "facts", "pack")
_ADOPTION: Final = ("parameter", "value", "valid_from", "by", "document", "adopted_on")


def decision_record(evaluation: Evaluation) -> dict[str, Any]:
    """JSON of a decision: item, day, facts, chosen readings, set and adopted values, pack; verdict and outputs."""
    seen, result = evaluation.lookups, evaluation.as_json()
    return {
        "item": evaluation.compiled.item.id,
        "on": evaluation.on.isoformat(),
        "facts": _json(evaluation.facts),
        "readings": dict(seen.choices),
        "sets": dict(seen.sets),
        "adoptions": [{name: _json(getattr(one, name)) for name in _ADOPTION} for one in seen.adoptions],
        "pack": result["pack"],
        "verdict": evaluation.verdict,
        "outputs": result["outputs"],
    }


def _json(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(key): _json(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_json(part) for part in value]
    return str(value) if isinstance(value, (date, Decimal)) else value


def pack_of(record: Mapping[str, Any]) -> str:
    """The id of the pack that a stored decision names.  Raises InputError for a record that is not one."""
    for name in record:
        if name not in KEYS:
            raise InputError("decision", f"decision.{name}", name, f"one of {', '.join(KEYS)}", nearest(name, KEYS))
    for name in _NEEDED:
        if name not in record:
            raise InputError(
                "decision", f"decision.{name}", "nothing", "a stored decision", f"It needs {', '.join(_NEEDED)}."
            )
    pack = record["pack"]
    if not isinstance(pack, Mapping) or not isinstance(pack.get("id"), str):
        raise InputError(
            "decision", "decision.pack", pack, "an object with id, version and hash", "Use the stored record."
        )
    return str(pack["id"])


def explain_again(pack: Pack, record: Mapping[str, Any]) -> dict[str, Any]:
    """As ``evaluate_again``, with the explanation and what would change the result, which takes far longer."""
    return _again(pack, record, explained)


def evaluate_again(pack: Pack, record: Mapping[str, Any]) -> dict[str, Any]:
    """The evaluation of a stored decision by the pack that is installed now.

    ``pack_differs`` says that this is not the pack of that day, ``result_differs`` that the result is now another.
    Raises InputError where the record cannot be read.
    """
    return _again(pack, record, Evaluation.as_json)


def _again(pack: Pack, record: Mapping[str, Any], shown: Callable[[Evaluation], dict[str, Any]]) -> dict[str, Any]:
    pack_of(record)
    found = evaluate(
        pack,
        _text(record, "item"),
        record["facts"],
        on=_day(record["on"], "decision.on"),
        sets=_texts(record, "sets"),
        readings=_texts(record, "readings"),
        adoptions=[_adoption(index, row) for index, row in enumerate(record.get("adoptions") or [])],
    )
    result = shown(found)
    stored = {name: record[name] for name in ("verdict", "outputs") if name in record}
    return result | {
        "decided_with": dict(record["pack"]),
        "pack_differs": record["pack"].get("hash") != pack.hash,
        "result_differs": any(result[name] != value for name, value in stored.items()),
    }


def _text(record: Mapping[str, Any], name: str) -> str:
    if not isinstance(record[name], str):
        raise InputError("decision", f"decision.{name}", record[name], "text", "Use the stored record.")
    return str(record[name])


def _texts(record: Mapping[str, Any], name: str) -> dict[str, str]:
    given = record.get(name) or {}
    if not isinstance(given, Mapping) or not all(isinstance(value, str) for value in given.values()):
        raise InputError("decision", f"decision.{name}", given, "an object of texts by name", "Use the stored record.")
    return {str(key): value for key, value in given.items()}


def _day(raw: object, where: str) -> date:
    try:
        return date.fromisoformat(raw if isinstance(raw, str) else "")
    except ValueError:
        raise InputError("decision", where, raw, "a date that exists", "Write it as 2026-02-10.") from None


def _adoption(index: int, row: Any) -> Adoption:
    where = f"decision.adoptions[{index}]"
    if not isinstance(row, Mapping) or set(row) != set(_ADOPTION):
        raise InputError("decision", where, row, f"an object with {', '.join(_ADOPTION)}", "Use the stored record.")
    dates = {name: _day(row[name], f"{where}.{name}") for name in ("valid_from", "adopted_on")}
    return Adoption(**{**row, **dates})
