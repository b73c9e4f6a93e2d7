"""Orders are corrected: findings that a later scan no longer finds are withdrawn, kept, sealed, and cases are told."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from huxin.casework.service import Case, file_case, perform, view_case
from huxin.core.service import verify
from huxin.identity.service import SYSTEM, Actor
from huxin.law import InputError
from huxin.measures.governance.models import Change, Finding, FindingFile, Recheck
from huxin.measures.governance.service import (
    Filter,
    KeptFindings,
    alike,
    askable,
    history_of,
    inquiry_answers,
    keep,
    of_worker,
    own_parts,
    proofs,
    visible,
    weather_findings,
)
from huxin.people.service import company_of
from huxin.supervision.tests.support import at, order, run
from tests.first_floor.test_parties import do, form
from tests.portals.conftest import signed_in
from tests.safety.support import COUNTY
from tests.support import findings_of, key, make_company, make_officer, make_worker

pytestmark = pytest.mark.django_db
STORM = {
    "id": "w-1", "type": "typhoon", "colour": "red", "county": COUNTY, "cancelled_at": None, "supersedes": [],
    "effective_at": at("07-15 12:00"), "expires_at": at("07-15 18:00"),
}  # fmt: skip
Rows = list[dict[str, Any]]


@dataclass
class Town:
    """Two companies, their orders of a stormy day, and a folder for each scan."""

    folder: Path
    first: Actor
    second: Actor

    @property
    def codes(self) -> tuple[str, str]:
        return company_of(self.first).credit_code, company_of(self.second).credit_code

    def orders(self, number: int = 3) -> Rows:
        """Orders of both companies against a stop: ``number`` of the first, one of the second."""
        first, second = self.codes
        rows = [
            self._stopped(f"07-15 13:{minute:02d}", company_id=first, worker_id=f"r{minute}", order_id=f"a{minute}")
            for minute in range(number)
        ]
        return [*rows, self._stopped("07-15 13:30", company_id=second, worker_id="other", order_id="b0")]

    def _stopped(self, start: str, **changes: Any) -> dict[str, Any]:
        return order(start, start[:-2] + "59", county=COUNTY, **changes)

    def scanned(self, name: str, rows: Rows, **options: Any) -> KeptFindings:
        """Scan the day and keep what was found, with the report."""
        given = {"warnings": [STORM], **options}
        _, report = run(self.folder / name, rows, "2026-07-15", **given)
        return keep(SYSTEM, self.folder / name / "findings.parquet", report.as_json())


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town(tmp_path, make_company("甲平台"), make_company("乙平台"))


def elsewhere(rows: Rows, *orders: str) -> Rows:
    """The rows with a later version of these orders: they were accepted in another county."""
    later = [row | {"county": "330302", "recorded_at": row["recorded_at"] + 1} for row in rows]
    return [*rows, *(row for row in later if row["order_id"] in orders)]


def named(order_id: str) -> Finding:
    return Finding.objects.get(detector="weather_dispatch", order_ids=[order_id])


def inquiry(town: Town, one: Finding, handler: Actor | None = None) -> str:
    handler = handler or make_officer("handler")
    return str(file_case(handler, "inquiry", inquiry_answers(one, town.codes[0]), papers={}, key=key())["no"])


def test_what_a_correction_undid_is_withdrawn_and_kept(town: Town) -> None:
    rows = town.orders()
    town.scanned("before", rows)
    number = Finding.objects.count()
    kept = town.scanned("after", elsewhere(rows, "a1"))
    assert (kept.withdrawn, kept.found_again, kept.new) == (1, 0, 0)
    assert Finding.objects.count() == number
    one = named("a1")
    assert one.withdrawn_at is not None
    assert [(each.withdrawn, each.cause) for each in history_of(one)] == [(True, "orders")]
    assert named("a0").withdrawn_at is None
    assert verify().intact


def test_what_is_withdrawn_counts_no_more_and_is_shown_as_such(town: Town) -> None:
    rows = town.orders()
    town.scanned("before", rows)
    town.scanned("after", elsewhere(rows, "a1"))
    officer = visible(make_officer("handler"))
    assert Filter(state="withdrawn").apply(officer).count() == 1
    assert Filter(state="open", detector="weather_dispatch").apply(officer).count() == 3
    assert weather_findings("w-1", COUNTY) == 3
    assert proofs(town.codes[0], "weather_dispatch") == 2
    assert askable(named("a1")) == []
    assert named("a1") not in alike(named("a0"), town.codes[0])
    shown = {one.finding.id: one.finding.withdrawn_at is not None for one in own_parts(town.first)}
    assert shown[named("a1").id]
    assert not shown[named("a0").id]
    assert [one.withdrawn_at is not None for one in of_worker("r1") if one.detector == "weather_dispatch"] == [True]


def test_a_withdrawal_that_somebody_changes_is_seen(town: Town) -> None:
    rows = town.orders()
    town.scanned("before", rows)
    town.scanned("after", elsewhere(rows, "a1"))
    Change.objects.update(cause="rule")
    assert not verify().intact


def test_found_again_it_stands_again_even_by_the_very_same_file(town: Town) -> None:
    rows = town.orders()
    town.scanned("before", rows)
    town.scanned("after", elsewhere(rows, "a1"))
    kept = town.scanned("again", rows)
    assert (kept.again, kept.withdrawn, kept.found_again) == (True, 0, 1)
    one = named("a1")
    assert one.withdrawn_at is None
    assert [each.withdrawn for each in history_of(one)] == [True, False]
    assert FindingFile.objects.count() == 2
    assert verify().intact
    assert town.scanned("same", rows) == KeptFindings(kept.rows, 0, kept.rows, True)
    assert Recheck.objects.count() == 2


def test_without_a_report_nothing_is_withdrawn(town: Town) -> None:
    rows = town.orders()
    town.scanned("before", rows)
    run(town.folder / "after", elsewhere(rows, "a1"), "2026-07-15", warnings=[STORM])
    assert keep(SYSTEM, town.folder / "after" / "findings.parquet").withdrawn == 0
    assert not Recheck.objects.exists()


@pytest.mark.parametrize("case", ["no warnings", "another day", "one company", "other values", "another detector"])
def test_a_scan_that_did_not_look_says_nothing(town: Town, case: str) -> None:
    rows = town.orders()
    town.scanned("before", rows)
    gone = elsewhere(rows, "a0", "a1", "a2", "b0")
    options: dict[str, Any] = {
        "no warnings": {"warnings": None},
        "other values": {"sets": {"weather.notice_minutes": "15"}},
        "another detector": {"detectors": ("continuous_work",)},
    }.get(case, {})
    if case == "another day":
        _, report = run(town.folder / "x", gone, "2026-07-16", warnings=[STORM])
        kept = keep(SYSTEM, town.folder / "x" / "findings.parquet", report.as_json())
    else:
        left = [row for row in gone if row["company_id"] == town.codes[1]] if case == "one company" else gone
        kept = town.scanned("x", left, **options)
    assert kept.withdrawn == (1 if case == "one company" else 0)
    assert named("a1").withdrawn_at is None


def test_a_false_alarm_stays_what_a_person_called_it(town: Town) -> None:
    from huxin.measures.governance.service import dismiss

    rows = town.orders()
    town.scanned("before", rows)
    dismiss(make_officer("handler"), named("a1").id, "是预约单，早就接了")
    assert town.scanned("after", elsewhere(rows, "a1")).withdrawn == 0


def test_another_rule_is_told_apart_from_corrected_orders(town: Town) -> None:
    rows = town.orders()
    town.scanned("before", rows)
    Finding.objects.filter(id=named("a1").id).update(rule_hash="sha256:earlier")
    assert town.scanned("after", elsewhere(rows, "a0", "a1")).withdrawn == 2
    assert {each.cause for each in history_of(named("a1"))} == {"rule"}
    assert {each.cause for each in history_of(named("a0"))} == {"orders"}


def test_the_inquiry_is_told_once_for_all_of_its_findings_and_waits_for_a_look(town: Town) -> None:
    rows = town.orders()
    town.scanned("before", rows)
    no = inquiry(town, named("a0"))
    assert len(findings_of(no)) == 3
    kept = town.scanned("after", elsewhere(rows, "a0", "a1"))
    assert (kept.withdrawn, kept.untold) == (2, ())
    step = view_case(SYSTEM, no).steps[-1]
    assert (step.act, step.by) == ("findings_changed", "system")
    said = {name: step.payload[name] for name in ("withdrawn", "found_again", "left", "settled")}
    assert said == {"withdrawn": "2", "found_again": "0", "left": "1", "settled": False}
    case = Case.objects.get(no=no)
    assert case.due_clock == "look_again"
    handler = make_officer("handler")
    perform(handler, no, "note", {"text": "还有一条成立，接着问"}, key=key())
    assert Case.objects.get(no=no).due_clock != "look_again"
    town.scanned("again", elsewhere(rows, "a0"))
    step = view_case(SYSTEM, no).steps[-1]
    assert (step.payload["found_again"], step.payload["left"]) == ("1", "2")
    assert verify().intact


def test_a_settled_inquiry_and_what_came_after_it_are_told_too(town: Town) -> None:
    rows = town.orders()
    town.scanned("before", rows)
    handler = make_officer("handler")
    no = inquiry(town, named("a0"), handler)
    do(handler, no, "send")
    do(handler, no, "decide", outcome="escalated")
    answers = form("interview", company_code=town.codes[0], county=COUNTY)
    interview = str(file_case(handler, "interview", answers, papers={}, key=key(), origin=no)["no"])
    assert town.scanned("after", elsewhere(rows, "a0", "a1", "a2")).untold == ()
    told = view_case(SYSTEM, no).steps[-1]
    assert (told.act, told.payload["settled"], told.payload["left"]) == ("findings_changed", True, "0")
    assert Case.objects.get(no=no).due_clock != "look_again"
    note = view_case(SYSTEM, interview).steps[-1]
    assert (note.act, note.by) == ("note", "system")
    assert no in note.payload["text"]


def test_an_inquiry_about_what_was_withdrawn_is_refused_with_words(town: Town) -> None:
    rows = town.orders()
    town.scanned("before", rows)
    answers = inquiry_answers(named("a1"), town.codes[0])
    town.scanned("after", elsewhere(rows, "a1"))
    with pytest.raises(InputError) as refused:
        file_case(make_officer("handler"), "inquiry", answers, papers={}, key=key())
    assert refused.value.problem.code == "withdrawn"
    assert not Case.objects.exists()


def test_pages_say_that_it_was_withdrawn_and_why(town: Town) -> None:
    from huxin.measures.governance.service import worker_key_of

    worker = make_worker()
    rows = [*town.orders(), *town.orders(0)]
    rows[1]["worker_id"] = worker_key_of(worker)
    town.scanned("before", rows)
    town.scanned("after", elsewhere(rows, "a1"))
    officer = signed_in(make_officer("handler"))
    page = officer.get(f"/agency/findings/{named('a1').id}/").text
    assert "企业更正了订单" in page
    assert "这是误报" not in page
    assert "撤回了" in officer.get("/agency/findings/?state=withdrawn").text
    sheet = b"".join(officer.get("/agency/findings.csv?state=withdrawn").streaming_content).decode()  # type: ignore[attr-defined]
    assert sheet.count("撤回了") == 1
    assert "撤回了" in signed_in(town.first).get("/company/findings/").text
    assert "撤回了" not in signed_in(town.second).get("/company/findings/").text
    assert "不算数了" in signed_in(worker).get("/hours/").text
