"""The demo city shows a draw that ended and one that only promised."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest

from huxin.core.service import verify as verify_ledger
from huxin.demo.inspections import make_inspections
from huxin.demo.offices import make_companies, make_officers
from huxin.draw import verify
from huxin.measures.inspections.service import announced, outcomes

pytestmark = pytest.mark.django_db


def test_one_draw_ended_and_one_is_promised() -> None:
    make_officers("a long password")
    make_companies("a long password")
    make_inspections(Random(135), date.today())
    promised, ended = announced()
    assert (promised.draw.record, promised.draw.results) == ("", [])
    row = ended.draw
    assert verify(
        row.record.encode(), bytes(row.objects_csv), bytes(row.inspectors_csv), row.commitment.encode()
    ).intact
    assert len(row.results) == len(outcomes(ended.case.no)) == 4
    assert {one["corrected"] for one in row.results} == {True, None}
    assert row.published_at is not None
    assert verify_ledger().intact
