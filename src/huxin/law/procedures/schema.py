"""A procedure's form as JSON Schema 2020-12, exported for programs that fill it in; the form itself stands in YAML."""

from __future__ import annotations

from typing import Any, Final

from huxin.law.procedures.fields import ROW
from huxin.law.procedures.model import Condition, Field, Procedure

_TEXT: Final[dict[str, Any]] = {"type": "string"}
_KINDS: Final[dict[str, dict[str, Any]]] = {
    "text": {"type": "string", "minLength": 1, "maxLength": 200},
    "long_text": {"type": "string", "minLength": 1, "maxLength": 4000},
    "date": {"type": "string", "format": "date"},
    "month": {"type": "string", "pattern": r"^[0-9]{4}-(0[1-9]|1[0-2])$"},
    "time": {"type": "string", "pattern": r"^([01][0-9]|2[0-3]):[0-5][0-9]$"},
    "moment": {"type": "string", "format": "date-time"},
    "money": {"type": "string", "pattern": r"^-?[0-9]{1,12}(\.[0-9]{1,2})?$", "description": "yuan"},
    "number": {"type": ["integer", "string"]},
    "yes_no": {"type": "boolean"},
    "credit_code": {"type": "string", "description": "unified social credit code, 18 characters (GB 32100)"},
    "id_number": {"type": "string", "pattern": r"^[0-9]{17}[0-9Xx]$"},
    "phone": _TEXT,
    "bank_card": _TEXT,
    "county": {"type": "string", "pattern": r"^[0-9]{6}$"},
    "file": {"type": "array", "items": {"type": "string"}, "description": "ids of received files"},
}


def form_schema(procedure: Procedure) -> dict[str, Any]:
    """The payload of ``file``: names, kinds, options, which are needed and when.

    What a register gives (``source: register:…``) is not part of it: the server fills it in.
    """
    steps = [(step, one) for step in procedure.form for one in step.fields if one.source == "applicant"]
    always = [one.name for step, one in steps if one.required and not one.when and not step.when]
    some = [_only_if({**(step.when or {}), **(one.when or {})}, one) for step, one in steps if one.when or step.when]
    schema: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:huxin:procedure:{procedure.id}:{procedure.version}",
        "title": procedure.label["en"],
        "type": "object",
        "additionalProperties": False,
        "properties": {one.name: _field(one) for _, one in steps},
        "required": always,
    }
    return schema | ({"allOf": [one for one in some if one]} if any(some) else {})


def _field(one: Field) -> dict[str, Any]:
    labels = {"title": one.label["en"], "x-label-zh": one.label["zh"]}
    if one.kind == "choice":
        return {"enum": [option.value for option in one.options], **labels}
    if one.kind == "many":
        options = {"enum": [option.value for option in one.options]}
        return {"type": "array", "items": options, "uniqueItems": True, **labels}
    if one.kind == "months_table":
        return {"type": "array", "items": {"type": "object", "properties": {name: {} for name in ROW}}, **labels}
    found = {**_KINDS[one.kind], **labels}
    if one.must_be is not None:
        found["const"] = one.must_be
    if one.max_length is not None:
        found["maxLength"] = one.max_length
    return found


def _only_if(condition: Condition, one: Field) -> dict[str, Any]:
    """A needed answer that is asked only after certain others."""
    if not one.required:
        return {}
    asked = {name: _equal(wanted) for name, wanted in condition.items()}
    return {"if": {"properties": asked, "required": list(asked)}, "then": {"required": [one.name]}}


def _equal(wanted: str | bool | tuple[str, ...]) -> dict[str, Any]:
    """An answer that is one of the values, or a list that holds one of them."""
    among = list(wanted) if isinstance(wanted, tuple) else [wanted]
    return {"anyOf": [{"enum": among}, {"type": "array", "contains": {"enum": among}}]}
