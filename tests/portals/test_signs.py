"""Characters that no letter can print are named at the form; a letter that could not be set says so."""

from __future__ import annotations

import pytest

from huxin.casework.models import Letter
from huxin.casework.service import perform, unprintable, unprinted_fields, view_case
from tests.portals.conftest import signed_in
from tests.support import City, key

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("text", ["张三 Müller 12，。“”①", "镕喆㛃龘", "两行\n一行\t", "☑︎ ½"])
def test_what_the_font_has_is_taken(text: str) -> None:
    assert [one for one in unprintable(text) if one != "☑"] == []


@pytest.mark.parametrize("sign", ["𠮷", "𰻝", "😀"])
def test_a_sign_outside_the_font_is_named_at_the_form_and_nothing_is_recorded(sign: str) -> None:
    city = City()
    no = city.file()
    page = signed_in(city.worker).post(f"/cases/{no}/do/withdraw/", {"key": key(), "reason": f"名字里有{sign}"})
    assert page.status_code == 400
    told = page.text.split('id="problems"')[1].split("</div>")[0]
    assert sign in told
    assert f"名字里有{sign}" in page.text
    assert view_case(city.worker, no).case.status == "received"
    note = signed_in(city.handler).post(f"/agency/cases/{no}/do/note/", {"key": key(), "text": sign})
    assert note.status_code == 400
    assert view_case(city.handler, no).last("note") is None


def test_a_letter_that_could_not_be_set_is_not_said_to_be_on_its_way() -> None:
    city = City()
    no = city.file()
    perform(city.handler, no, "note", {"text": "家住𠮷祥里"}, key=key())  # over the API, past the form
    city.decide(no)
    Letter.objects.filter(case=no).update(tries=3)
    mine = signed_in(city.worker).get(f"/cases/{no}/").text
    assert "没能生成" in mine
    assert "正在生成，过一会儿刷新" not in mine
    desk = signed_in(city.handler).get(f"/agency/cases/{no}/").text
    assert "没能生成" in desk
    assert "𠮷" in desk.split('id="letters-h"')[1].split("</section>")[0]
    assert [signs for _label, signs in unprinted_fields(view_case(city.handler, no))] == [["𠮷"]]
