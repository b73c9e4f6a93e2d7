"""One answer sheet for many cases, exceptions of reach, and open cases that go on under the present rules."""

from __future__ import annotations

import pytest

from huxin.casework.case.scopes import reaches
from huxin.casework.models import Act, Case
from huxin.casework.service import NotFoundError, perform_many, sheet_of, view_case
from huxin.identity.service import SYSTEM, Account
from huxin.law import InputError
from tests.support import City, key, make_officer, make_worker

pytestmark = pytest.mark.django_db


def test_each_case_gets_its_own_act_and_what_did_not_go_says_why() -> None:
    city = City()
    first, second = city.file(to_month="2025-03"), city.file(from_month="2025-04", to_month="2025-06")
    elsewhere = City(worker=make_worker("330302")).file(county="330302")
    perform_many(city.handler, [second], "accept", {}, key=key())
    once = key()
    found = perform_many(city.handler, [first, second, elsewhere, first], "accept", {}, key=once)
    assert [(one.no, one.why is None) for one in found] == [(first, True), (second, False), (elsewhere, False)]
    assert [one.why for one in found[1:]] == ["illegal_act", "not_found"]
    assert Case.objects.get(no=first).status == "in_progress"
    before = Act.objects.count()
    again = perform_many(city.handler, [first], "accept", {}, key=once)
    assert (again[0].why, Act.objects.count()) == (None, before)


def test_a_wrong_answer_stops_only_its_case() -> None:
    city = City()
    no = city.file()
    found = perform_many(city.handler, [no], "assign", {"to": "nobody"}, key=key())
    assert (found[0].why, found[0].hint) == ("colleague", "选本单位的经办人。")
    assert Case.objects.get(no=no).seq == 1


@pytest.mark.parametrize(
    ("numbers", "act", "wanted"),
    [([], "accept", "1 to 100"), (["x"] * 101, "accept", "1 to 100"), (["x"], "decide", "one of accept")],
)
def test_what_cannot_be_done_together(numbers: list[str], act: str, wanted: str) -> None:
    with pytest.raises(InputError, match=wanted):
        sheet_of(make_officer("handler"), numbers, act)


def test_the_sheet_is_that_of_the_act() -> None:
    city = City()
    no = city.file()
    assert [one.name for one in sheet_of(city.handler, [no, "2026-999999"], "extend")] == []
    assert [one.name for one in sheet_of(city.handler, [no], "ask_completion")] == ["items", "until"]
    assert [one.name for one in sheet_of(city.handler, [no], "rebase")] == ["reason"]
    assert sheet_of(city.handler, ["2026-999999"], "accept") == ()


def test_how_far_an_act_reaches() -> None:
    city = City()
    case = Case.objects.get(no=city.file())
    other, far = make_officer("handler"), make_officer("handler", county="330302")
    auditor = make_officer("auditor", county="", department="audit")
    seen = {
        scope: [name for name, actor in (("mine", city.handler), ("other", other), ("far", far), ("auditor", auditor))
                if reaches(actor, case, scope)]
        for scope in ("own", "unit", "all")
    }  # fmt: skip
    assert seen == {"own": ["mine", "other"], "unit": ["mine", "other"], "all": ["mine", "other", "auditor"]}
    case.handler = Account.objects.get(pk=city.handler.account_id)
    assert [reaches(one, case, "own") for one in (city.handler, other)] == [True, False]
    assert reaches(SYSTEM, case, "own")
    assert not reaches(city.worker, case, "all")


def test_rebase_of_a_case_that_is_present_already_only_says_so() -> None:
    city = City()
    no = city.file()
    (done,) = perform_many(city.approver, [no], "rebase", {"reason": "新的放假安排"}, key=key())
    assert done.why is None
    dossier = view_case(city.handler, no)
    assert (dossier.case.status, dossier.steps[-1].act) == ("received", "rebase")
    with pytest.raises(NotFoundError):
        view_case(city.handler, "2026-999999")
