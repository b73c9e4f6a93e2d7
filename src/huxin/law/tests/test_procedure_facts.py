"""The facts that a procedure gives its item: in the words of the item, never in codes of a form."""

from __future__ import annotations

from dataclasses import replace

import pytest

from huxin.law import load_pack
from huxin.law.procedures.facts import fact_faults
from huxin.law.procedures.model import Procedure
from huxin.law.procedures.rule import FactFrom

PACK = load_pack("wenzhou")
RELATION = PACK.procedures["relation-assessment"]


def told(procedure: Procedure) -> list[tuple[object, str]]:
    return [(one.path[-1], one.got) for one in fact_faults(procedure, PACK.items)]


def given(name: str, source: FactFrom) -> Procedure:
    return replace(RELATION, facts={**RELATION.facts, name: source})


def test_the_packs_procedures_speak_the_words_of_their_items() -> None:
    assert {name: told(one) for name, one in PACK.procedures.items() if told(one)} == {}


@pytest.mark.parametrize(
    ("name", "source", "got"),
    [
        ("asserted_label", FactFrom(answer="asserted_label"), "the codes of 'asserted_label'"),
        ("contract_kind", FactFrom(answer="asserted_label"), "agreement"),
        ("contract_kind", FactFrom(answer="asserted_label", values={"dispatch": "dispatched"}), "dispatched"),
        ("contract_wiht", FactFrom(answer="contract_with"), "contract_wiht"),
        ("over_age", FactFrom(answer="age"), "age"),
    ],
)
def test_a_code_that_the_item_does_not_know_is_told(name: str, source: FactFrom, got: str) -> None:
    assert (name, got) in told(given(name, source))
