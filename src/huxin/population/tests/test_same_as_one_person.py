"""The population engine says for everybody what the scalar evaluator says for one: no difference on random people.

``HUXIN_PEOPLE`` sets how many; 2,000 are enough for a quick look.
"""

from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from huxin.law.pack.load import load_pack
from huxin.population.simulate import SimulationRequest, simulate
from huxin.population.tests.crowd import ITEM, ON, Law, crowd, expected, results, write

PEOPLE = int(os.environ.get("HUXIN_PEOPLE", "4000"))
LAWS = {
    "as it stands": Law(),
    "rounded each month, dated share": Law({"subsidy.ratio@2025-01-01": "3/4"}, {"rounding_point": "month"}),
    "calendar term from first approval": Law(
        {"subsidy.cap_months": "24"}, {"cap_count": "calendar", "payable_from": "first_approval"}
    ),
    "other term, later delay": Law(
        {
            "retirement.delay_from": "2026-01",
            "subsidy.near_retirement_years@2022-01-01": "3",
            "subsidy.ratio": "0.6667",
        },
        {"extension_age_law": "at_first_approval", "subsidised_month_counts": "no", "covered_lines": "pension"},
    ),
}
SHARES = dict(zip(LAWS, (0.4, 0.2, 0.2, 0.2), strict=True))


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", LAWS)
def test_no_difference_between_the_engines(name: str, tmp_path: Path) -> None:
    law, count = LAWS[name], int(PEOPLE * SHARES[name])
    people = crowd(count, seed=list(LAWS).index(name))
    files = write(people, tmp_path, shuffled=name != "as it stands")
    pack = load_pack("wenzhou")
    request = SimulationRequest(pack, ITEM, *files, tmp_path / "r.parquet", ON, sets=law.sets, readings=law.readings)
    report = simulate(request)
    pieces = [people[start : start + 500] for start in range(0, count, 500)]
    with ProcessPoolExecutor(mp_context=multiprocessing.get_context("spawn")) as pool:
        wanted = [row for piece in pool.map(expected, pieces, [law] * len(pieces)) for row in piece]
    got = results(request.out)
    differences = [(one, other) for one, other in zip(wanted, got, strict=True) if one != other]
    assert differences == []
    assert report["persons"] == count
    assert report["months"] == sum(len(person.months) for person in people)
    assert report["undecided"] == 0
    assert len({amount > 0 for _, amount, _, _ in got}) == 2, "some are granted and some are not"
