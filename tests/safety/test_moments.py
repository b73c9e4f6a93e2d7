"""A minute of a day is typed in its own box, kept with its zone and shown on the city's clock, on pages and papers."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.http import QueryDict

from huxin.casework.service import city_pack, letters_of, perform, view_case
from huxin.identity.service import SYSTEM
from huxin.law.procedures import Field
from huxin.measures.safety.service import take
from huxin.ui.forms import draw, read_answers, shown
from tests.portals.conftest import signed_in
from tests.safety.support import NOW, sent, warning
from tests.support import issue_waiting, key, make_company, make_officer

pytestmark = pytest.mark.django_db
MACHINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
FIELD = Field(name="x", kind="moment", label={"zh": "几点", "en": "When"})


@pytest.fixture(autouse=True)
def _static(settings: Any) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


def test_no_pack_asks_for_a_minute_as_a_text() -> None:
    asked = [
        (one.id, field)
        for one in city_pack().procedures.values()
        for act in one.acts.values()
        for field in (*one.fields_of(act.id), *one.fields_of("file"))
    ]
    assert {name for name, field in asked if field.kind == "moment"} >= {"weather-order", "accident-report"}
    texts = [(name, field.name) for name, field in asked if field.kind == "text" and "几点" in field.label["zh"]]
    machine = [(name, field.name) for name, field in asked if MACHINE.search(str(field.hint))]
    assert (texts, machine) == ([], [])


@pytest.mark.parametrize("typed", ["2026-08-06T14:00", "2026年8月6日 14点", "２０２６-08-06 14：00"])
def test_what_is_typed_is_kept_with_its_zone_and_stands_in_its_box_again(typed: str) -> None:
    kept = read_answers([FIELD], QueryDict(f"x={typed}"))
    assert kept == {"x": "2026-08-06T14:00+08:00"}
    (drawn,) = draw([FIELD], kept)
    assert (drawn.type, drawn.value) == ("datetime-local", "2026-08-06T14:00")
    assert shown(FIELD, kept["x"]) == "2026-08-06 14:00"


def test_what_was_kept_before_as_a_text_stands_as_it_was_written() -> None:
    for old in ("解除为止", "21:30", "2026-08-06", "2026-08-06T14:00", "0001-01-01T00:00+23:00"):
        assert shown(FIELD, old) == old
        assert draw([FIELD], {"x": old})[0].value == old


def test_nobody_reads_a_machines_time_in_an_order_from_draft_to_end() -> None:
    firm, office = make_company("甲平台"), make_officer("handler", department="emergency")
    (no,) = take(SYSTEM, sent(warning()), at=NOW).orders
    perform(office, no, "issue", {}, key=key(), at=NOW)
    said = {"party": "甲平台", "done_what": "停了", "done_at": "2026-08-06 12:20"}
    perform(firm, no, "acknowledge", said, key=key(), at=NOW)
    perform(office, no, "decide", {"outcome": "ended", "ended_at": "2026-08-06T05:00Z"}, key=key(), at=NOW)
    issue_waiting()
    firm_reads, office_reads = signed_in(firm), signed_in(office)
    papers = [f"/letters/{one.id}/" for one in letters_of(view_case(firm, no))]
    pages = [
        *(firm_reads.get(path).text for path in ("/company/answers/", f"/company/cases/{no}/", *papers)),
        *(office_reads.get(path).text for path in (f"/agency/cases/{no}/", "/agency/weather/")),
    ]
    told = [re.sub(r"<[^>]*>", " ", one.split("<main", 1)[-1]) for one in pages]
    assert [MACHINE.findall(one) for one in told] == [[]] * len(told)
    assert "2026-08-06 12:20" in told[0]
    assert "2026年8月6日12时15分" in " ".join(told[2:-2])
    assert "2026-08-06 13:00" in told[-2]
    assert not {"takeaway", "courier"} & set(" ".join(told).split())


def test_an_order_of_a_warning_without_an_end_says_that_it_holds_until_it_is_lifted() -> None:
    (no,) = take(SYSTEM, sent(warning(expireTime="")), at=NOW + timedelta(minutes=1)).orders
    assert "expires_at" not in view_case(SYSTEM, no).answers
