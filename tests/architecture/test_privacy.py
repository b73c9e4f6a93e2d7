"""Every field of the database says what it holds, why, on what basis and how long; the notice says no less."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from huxin.people import processing_register

FIELDS = sorted(processing_register.stored_fields())


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_is_declared(field: str) -> None:
    """Mend it in the ``processing_register.yaml`` beside the room's ``models.py``."""
    assert field in processing_register.declarations()


def test_nothing_is_declared_that_is_not_there() -> None:
    assert processing_register.gone() == []


def test_a_field_that_is_not_declared_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    known = dict(processing_register.declarations())
    del known["people.Person.sealed"]
    monkeypatch.setattr(processing_register, "declarations", lambda: known)
    assert processing_register.undeclared() == ["people.Person.sealed"]


@pytest.mark.parametrize("said", ["perhaps", {"secret": []}, {"ordinary": [{"zh": "名"}]}, {"none": [], "x": []}])
def test_a_declaration_that_cannot_be_read_says_where(said: object) -> None:
    with pytest.raises(ValueError, match=r"privacy.yaml: app.Table.field"):
        processing_register._declared(Path("privacy.yaml"), "app.Table", "field", said, next(iter(_uses())))


def _uses() -> list[processing_register.Use]:
    return [one.use for one in processing_register.declarations().values()]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_notice_names_every_kind_of_data_with_its_reason(language: str) -> None:
    notice = processing_register.notice(language)
    told = {(use["purpose"], kind["name"]) for use in notice for kind in use["kinds"]}
    held = {
        (one.use.purpose[language], text[language])
        for one in processing_register.declarations().values()
        for text in one.holds
    }
    assert told == held
    assert all(use["basis"] and use["retention"] and use["receiver"] for use in notice)
    sensitive = {kind["name"] for use in notice for kind in use["kinds"] if kind["sensitive"]}
    assert {"zh": "银行卡号", "en": "bank card"}[language] in sensitive


def test_what_is_encrypted_for_a_person_is_never_called_harmless() -> None:
    sealed = [one for one in processing_register.declarations().values() if one.field == "sealed"]
    assert len(sealed) >= 5
    assert {one.sensitivity for one in sealed} == {"sensitive"}


def test_the_register_has_a_line_for_every_field() -> None:
    rows = list(csv.DictReader(io.StringIO(processing_register.register_csv())))
    assert sorted(f"{row['table']}.{row['field']}" for row in rows) == FIELDS
    assert {row["sensitivity"] for row in rows} == set(processing_register.SENSITIVITIES)
    assert all(row["purpose"] and row["basis"] and row["retention"] for row in rows)
