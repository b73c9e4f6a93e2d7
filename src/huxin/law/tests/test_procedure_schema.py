"""The exported JSON Schema says of a form what the form's own check says."""

from __future__ import annotations

from huxin.law import load_pack
from huxin.law.procedures import field_problems
from huxin.law.procedures.schema import form_schema

PACK = load_pack("wenzhou")
WHOLE = [one for one in PACK.procedures.values() if one.form]


def test_every_question_of_the_applicant_stands_in_it() -> None:
    for procedure in WHOLE:
        schema = form_schema(procedure)
        asked = {one.name for step in procedure.form for one in step.fields if one.source == "applicant"}
        assert set(schema["properties"]) == asked
        assert set(schema["required"]) <= asked


def test_what_it_always_wants_the_form_misses_too() -> None:
    for procedure in WHOLE:
        missed = {one.field for one in field_problems(procedure.fields_of("file"), {}) if one.code == "missing"}
        assert set(form_schema(procedure)["required"]) == missed


def test_the_subsidy_is_exported_as_programs_need_it() -> None:
    schema = form_schema(PACK.procedures["social-insurance-subsidy"])
    assert schema["properties"]["trade"]["enum"][0] == "courier"
    assert schema["properties"]["declared"]["const"] is True
    assert schema["properties"]["from_month"]["pattern"].startswith("^")
    assert "months" not in schema["properties"]
    wrong = next(one for one in schema["allOf"] if one["then"]["required"] == ["months_wrong"])
    assert wrong["if"]["required"] == ["months_right"]
