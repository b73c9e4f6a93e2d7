"""A new pack comes: open cases go on under the procedure they began with, old decisions keep their law."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine

from huxin.casework.law import city as casework_pack
from huxin.casework.law.archive import _kept
from huxin.casework.models import PackVersion
from huxin.casework.service import (
    allowed_for,
    city_pack,
    explain_record,
    keep_pack,
    perform_many,
    view_case,
)
from huxin.core.service import verify
from huxin.law.pack.folders import PACKS
from tests.support import City, key, rebuild

pytestmark = pytest.mark.django_db
PROCEDURE = "wenzhou/procedures/social-insurance-subsidy.yaml"


@pytest.fixture
def newer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings):
    """Switch the installation to a pack with a new procedure version, another review time and another ratio."""
    folder = tmp_path / "packs"
    shutil.copytree(PACKS, folder)
    path = folder / PROCEDURE
    text = path.read_text(encoding="utf-8").replace('version: "1"', 'version: "2"', 1)
    path.write_text(text.replace("length: {param: subsidy.review_days}", "length: 3", 1), encoding="utf-8")
    ratio = folder / "wenzhou/parameters/subsidy.yaml"
    ratio.write_text(ratio.read_text(encoding="utf-8").replace('value: "2/3"', 'value: "1/2"'), encoding="utf-8")
    settings.DATA = tmp_path

    def switch() -> None:
        monkeypatch.setenv("HUXIN_PACKS", str(folder))
        city_pack.cache_clear()
        casework_pack.city_pack.cache_clear()

    yield switch
    monkeypatch.undo()
    city_pack.cache_clear()
    _kept.cache_clear()


def test_open_cases_and_old_decisions_keep_their_law(newer) -> None:
    with time_machine.travel(datetime(2026, 2, 10, 4, tzinfo=UTC), tick=False):
        keep_pack()
        city = City()
        decided = city.file(to_month="2025-03")
        city.decide(decided)
        before = city.file(from_month="2025-04")
        due = view_case(city.worker, before).clocks().next_due.due
        newer()
        keep_pack()
        assert PackVersion.objects.count() == 2
        old = view_case(city.handler, before)
        assert old.case.procedure_version == "1"
        assert old.procedure.version == "1"
        assert old.clocks().next_due.due == due
        assert "accept" in allowed_for(city.handler, old)
        assert old.evaluate().as_json()["pack"]["hash"] == city_pack().hash

        record = view_case(city.worker, decided).decision
        told = explain_record(record)
        assert told["outputs"]["amount"]["value"] == record["outputs"]["amount"]["value"] == "1784.80"
        assert told["pack_differs"] is False

        (moved,) = perform_many(city.approver, [before], "rebase", {"reason": "新的审核时间"}, key=key())
        assert moved.why is None
        fresh = view_case(city.handler, before)
        assert (fresh.case.procedure_version, fresh.procedure.version, fresh.steps[-1].act) == ("2", "2", "rebase")
        assert fresh.case.due == fresh.clocks().next_due.due < due
        assert rebuild(fresh.case).due == fresh.case.due
        (closed,) = perform_many(city.approver, [decided], "rebase", {"reason": "x"}, key=key())
        assert closed.why == "illegal_act"
        assert verify().intact

        after = view_case(city.worker, city.file(from_month="2025-04"))
        assert after.procedure.version == "2"
        assert after.clocks().next_due.due < due
