"""Names as people have them, with rare signs and other scripts: from the form to the record, the paper and back."""

from __future__ import annotations

import io
import os
from datetime import date, timedelta
from itertools import islice, product
from typing import Final

import pytest
from pypdf import PdfReader

from huxin.casework.outbox.case_file import set_own
from huxin.casework.service import city_pack, unprintable
from huxin.people.person import person_by_number
from huxin.people.service import details_of
from tests.portals.conftest import signed_in
from tests.support import id_number, make_officer

pytestmark = pytest.mark.django_db
COUNT: Final = int(os.environ.get("HUXIN_NAMES", "6"))
_FAMILY: Final = ("王", "李", "欧阳", "尉迟", "司徒", "仉", "乜", "逄", "昝", "郗", "璩", "亓官", "㑇", "䶮")
_GIVEN: Final = ("伟", "喆", "镕基", "㛃", "𠮷", "𬺰", "𪚥", "𫝀", "龘", "赟", "犇犇", "燚", "垚", "堃", "淼淼", "曌")
_WHOLE: Final = (
    "买买提·吐尔逊", "阿卜杜热合曼·艾则孜", "次仁·卓玛", "古丽米热·阿不都热依木", "乌兰图雅", "扎西多吉", "Müller Anna",
    "José María", "O'Brien Seán", "Jean-Luc Renée", "佐藤さくら", "Иванова Анна", "Åsa Öberg", "王A", "李𠮷·玛丽",
    "完颜𪚥𪚥", "纳兰性德", "艾力江·买买提依明·库尔班", "ZHANG SAN", "爱新觉罗·启骧",
)  # fmt: skip
NAMES: Final = list(islice((*_WHOLE, *(family + given for given, family in product(_GIVEN, _FAMILY))), 200))


def test_there_are_two_hundred_of_them_and_each_can_be_printed() -> None:
    assert len(set(NAMES)) == 200
    assert {one: unprintable(one) for one in NAMES if unprintable(one)} == {}


def test_a_name_comes_through_form_register_and_paper_as_it_is_written() -> None:
    desk = signed_in(make_officer("handler"))
    step = max(1, len(NAMES) // COUNT)
    chosen = NAMES[::step]
    for place, name in enumerate(chosen):
        number = id_number(date(1970, 1, 1) + timedelta(days=place), 7)
        sent = {"name": name, "id_number": number, "phone": "13800000000", "as": "worker"}
        assert desk.post("/agency/visitors/", sent).status_code == 200, name
        person = person_by_number(number)
        assert person is not None, name
        assert details_of(person).name == name
        again = desk.post("/agency/visitors/", sent)  # back at the window: the same name is the same person
        assert again.status_code == 200, name
        assert "旧密码" in again.text or "一次性口令" in again.text
        other = desk.post("/agency/visitors/", sent | {"name": name + "甲"})
        assert other.status_code == 400, name


def test_a_paper_prints_every_name_as_text() -> None:
    table = {"title": "名单", "heads": ["姓名"], "rows": [[one] for one in NAMES], "file": "a.csv", "digest": "0" * 64}
    data = {
        "title": "个人记录", "office": "试", "name": "甲", "number": "1", "printed": "今天", "no": "1", "demo": False,
        "preview": False, "tables": [table],
    }  # fmt: skip
    pages = PdfReader(io.BytesIO(set_own("own_record", data))).pages
    text = "".join("".join(page.extract_text().split()) for page in pages)
    assert [one for one in NAMES if "".join(one.split()) not in text] == []


def test_no_message_says_anybodys_name() -> None:
    """What a lock screen shows: a message has places for a number, a matter and a day, and none for a person."""
    filled = dict.fromkeys(("no", "procedure", "clock", "due", "code", "minutes"), "")
    for message in city_pack().messages.values():
        for text in message.text.values():
            assert text.format(**filled)
