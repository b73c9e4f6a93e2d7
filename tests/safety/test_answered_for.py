"""Everything that a file of warnings names is answered for: county and colour, reference, bad message."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from huxin.casework.service import Case, view_case
from huxin.core.service import verify
from huxin.identity.service import SYSTEM
from huxin.law import InputError
from huxin.measures.safety.models import Message, WeatherWarning
from huxin.measures.safety.service import in_force, sync, take
from huxin.measures.safety.weather.answers import see, waiting
from huxin.measures.safety.weather.colours import standing
from huxin.measures.safety.weather.drafting import intervals
from tests.safety.support import COUNTY, NOW, cancel, clock, sent, warning
from tests.safety.test_orders import issue
from tests.support import make_officer

pytestmark = pytest.mark.django_db
CAP = (
    '<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>{id}</identifier><sender>a@b</sender>'
    "<sent>{sent}</sent><status>Actual</status><msgType>{kind}</msgType><scope>Public</scope>"
    "<references>{older}</references>{infos}</alert>"
)
INFO = (
    "<info><language>{language}</language><event>{event}</event><severity>Severe</severity><effective>{since}</effective>"
    "{expires}<headline>{headline}</headline>{colour}{areas}</info>"
)
AREA = "<area><areaDesc>{name}</areaDesc><geocode><valueName>ADM</valueName><value>{code}</value></geocode></area>"
COLOUR = "<parameter><valueName>color</valueName><value>{}</value></parameter>"


def info(event: str = "台风红色预警", areas: str = "", colour: str = "", **changes: str) -> str:
    held = {
        "language": "zh-CN", "event": event, "since": clock(0), "headline": event, "colour": colour,
        "expires": f"<expires>{clock(6)}</expires>", "areas": areas or AREA.format(name="瓯海区", code=COUNTY),
    }  # fmt: skip
    return INFO.format(**{**held, **changes})


def alert(*infos: str, id: str = "a-1", kind: str = "Alert", older: str = "", at: float = 0) -> bytes:
    return CAP.format(id=id, kind=kind, older=older, infos="".join(infos), sent=clock(at)).encode()


def rows(content: bytes, hours: float = 0) -> list[dict[str, Any]]:
    return take(SYSTEM, content, at=NOW + timedelta(hours=hours)).warnings


def told(content: bytes) -> list[tuple[Any, ...]]:
    return [(one["county"], one["type"], one["colour"], one["order"] is not None) for one in rows(content)]


def test_every_block_and_every_area_has_a_row_and_an_order() -> None:
    second = AREA.format(name="鹿城区", code="330302") + AREA.format(name="永嘉县", code="330324000000")
    found = rows(alert(info("暴雨红色预警"), info("暴雨橙色预警", second)))
    assert [(one["county"], one["colour"], one["kind"]) for one in found] == [
        (COUNTY, "red", "order"), ("330302", "orange", "advice"), ("330324", "orange", "advice"),
    ]  # fmt: skip
    assert {one["order"] for one in found} == set(Case.objects.values_list("no", flat=True))
    assert all(one["why"] is None for one in found)


def test_two_weathers_of_one_message_in_one_county_are_two_orders_and_both_go_with_it() -> None:
    found = rows(alert(info("台风红色预警"), info("暴雨橙色预警")))
    assert [(one["type"], one["colour"]) for one in found] == [("typhoon", "red"), ("rainstorm", "orange")]
    assert set(WeatherWarning.objects.values_list("name", flat=True)) == {"a-1/typhoon/red", "a-1/rainstorm/orange"}
    back = rows(alert(id="a-2", kind="Cancel", older=f"a@b,a-1,{clock(0)}", at=1), 1)
    assert [(one["id"], one["type"], one["order"]) for one in back] == [
        ("a-1", "rainstorm", found[1]["order"]), ("a-1", "typhoon", found[0]["order"]),
    ]  # fmt: skip
    assert set(Case.objects.values_list("status", flat=True)) == {"withdrawn"}


def test_two_languages_of_a_warning_are_one() -> None:
    english = info("Typhoon Red Warning", language="en-US")
    assert told(alert(info(), english)) == [(COUNTY, "typhoon", "red", True)]
    assert told(alert(info("Typhoon Orange Warning", language="en-US"), id="a-2")) == [
        (COUNTY, "typhoon", "orange", True)
    ]


@pytest.mark.parametrize(
    ("text", "given_out", "gone"),
    [
        ("将台风橙色预警信号升级为红色预警信号", ["red"], ["orange"]),
        ("台风红色预警降级为橙色", ["orange"], ["red"]),
        ("由黄色升级到橙色", ["orange"], ["yellow"]),
        ("台风橙色预警由黄色升级", ["orange"], ["yellow"]),
        ("解除暴雨橙色、雷电黄色预警", [], ["orange", "yellow"]),
        ("解除台风红色预警，发布台风黄色预警", ["yellow"], ["red"]),
        ("解除台风橙色预警，暴雨红色预警", ["red"], ["orange"]),
        ("台风橙色预警信号解除，暴雨红色预警信号", ["red"], ["orange"]),
        ("台风红色预警尚未解除", ["red"], []),
        ("台风红色预警解除时间待定", ["red"], []),
        ("发布台风红色预警，替代橙色预警", ["red"], ["orange"]),
        ("台风红色预警继续生效，解除暴雨橙色预警", ["red"], ["orange"]),
        ("黄岩区气象台发布台风红色预警信号", ["red"], []),
        ("发布台风红色预警和暴雨橙色预警", ["red", "orange"], []),
        ("Typhoon Red Warning lowered to Orange", ["orange"], ["red"]),
        ("upgraded from orange to red", ["red"], ["orange"]),
    ],
)
def test_a_colour_that_was_only_lifted_is_none(text: str, given_out: list[str], gone: list[str]) -> None:
    words = {"红色": "red", "橙色": "orange", "黄色": "yellow", "蓝色": "blue", "黄": "yellow", "红": "red"}
    found = tuple([one.colour for one in each] for each in standing(text, words))
    assert found == (given_out, gone)


def test_an_upgraded_headline_is_red_and_a_lifted_one_leads_to_no_order() -> None:
    assert told(alert(info("瓯海区将台风橙色预警信号升级为红色预警信号"))) == [(COUNTY, "typhoon", "red", True)]
    (lifted,) = rows(alert(info("解除台风橙色预警"), id="a-2"))
    assert (lifted["colour"], lifted["order"]) == (None, None)
    assert "人工" in lifted["why"]


def test_in_doubt_the_gravest_stands_and_a_person_sees_it() -> None:
    (one,) = rows(alert(info("台风红色预警", colour=COLOUR.format("orange"))))
    assert (one["colour"], one["order"] is not None) == ("red", True)
    assert "橙色" in one["why"]
    said = view_case(SYSTEM, one["order"]).answers
    assert "核对" in said["doubt"]
    assert [each.identifier for each in waiting(make_officer("handler", department="emergency"))] == ["a-1"]
    both = alert(info(areas=AREA.format(name="鹿城区", code=COUNTY)), id="a-2")
    assert {(row["county"], "对不上" in row["why"]) for row in rows(both)} == {(COUNTY, True), ("330302", True)}


NATIONAL = (
    "<alert><identifier>{id}</identifier><sender>测试台</sender><sendTime>2026-08-06 12:00:00</sendTime>"
    "<status>Actual</status><msgType>{kind}</msgType><references>{older}</references>{info}</alert>"
)
NATIONAL_INFO = (
    "<info><language>zh-CN</language><eventType>{code}</eventType><severity>{severity}</severity>"
    "<effective>2026-08-06T12:00:00+08:00</effective><expires></expires><senderName>测试台</senderName>"
    "<headline>{headline}</headline><area><areaDesc>两个地方</areaDesc>"
    "<geocode>330304000000,330303000000</geocode></area></info>"
)


def national(kind: str = "Alert", older: str = "", name: str = "n-1", **changes: str) -> bytes:
    held = {"code": "11B01", "severity": "Red", "headline": "测试台发布台风红色预警[I级/特别严重]"}
    return NATIONAL.format(id=name, kind=kind, older=older, info=NATIONAL_INFO.format(**{**held, **changes})).encode()


def test_the_national_message_is_understood_and_holds_until_it_is_cancelled() -> None:
    found = rows(national())
    assert [(one["county"], one["type"], one["colour"]) for one in found] == [
        ("330304", "typhoon", "red"), ("330303", "typhoon", "red"),
    ]  # fmt: skip
    no = found[0]["order"]
    issue(no)
    assert in_force(NOW + timedelta(days=30))[0].as_json()["to"] is None
    sync(NOW + timedelta(days=30))
    assert Case.objects.get(no=no).status == "in_progress"
    back = rows(national("Cancel", "测试台,n-1,2026-08-06 12:00:00", "n-2"), 1)
    assert [(one["id"], one["county"], one["order"]) for one in back] == [
        ("n-1", one["county"], one["order"]) for one in sorted(found, key=lambda each: each["county"])
    ]
    assert Case.objects.get(no=no).status == "done"


def test_a_grade_in_the_headline_counts_and_one_that_differs_is_in_doubt() -> None:
    gale = rows(national(code="11B06", severity="Blue", headline="测试台发布大风预警[IV级/一般]"))
    assert {(one["type"], one["colour"], one["kind"], one["order"]) for one in gale} == {("gale", "blue", None, None)}
    mixed = rows(national(name="n-2", severity="Orange", headline="测试台发布台风预警[Ⅰ级/特别严重]"))
    assert {(one["colour"], "橙色" in one["why"]) for one in mixed} == {("red", True)}
    other = rows(national(name="n-3", code="11B06", headline="测试台发布台风红色预警"))
    assert {one["type"] for one in other} == {"gale", "typhoon"}


@pytest.mark.parametrize(
    "colour", ["红", "红色", "red", "Red", "R", "I", "I级", "Ⅰ", "一级", "１级", {"code": "Red"}, " red "]
)
def test_colours_by_word_letter_or_grade(colour: Any) -> None:
    assert [one["colour"] for one in rows(sent(warning(color=colour, headline="")))] == ["red"]


@pytest.mark.parametrize(
    "county", ["瓯海区", "瓯海", "浙江省温州市瓯海区", "330304000000", 330304, "３３０３０４", "Ouhai"]
)
def test_counties_by_name_or_code(county: Any) -> None:
    assert [one["county"] for one in rows(sent(warning(counties=[county])))] == ["330304"]


def test_bad_counties_are_named_and_a_file_of_nothing_else_is_refused() -> None:
    found = rows(sent(warning(counties=[COUNTY, "33302", "110101", None, "鹿城路"])))
    assert [(one["county"], one["order"] is not None) for one in found] == [
        (COUNTY, True), (None, False), ("110101", False), (None, False), (None, False),
    ]  # fmt: skip
    assert all(one["why"] for one in found[1:])
    with pytest.raises(InputError) as refused:
        take(SYSTEM, sent(warning("w-2", counties=["33302"])), at=NOW)
    assert "33302" in refused.value.problem.hint
    assert Message.objects.count() == 1


def test_references_say_what_they_met() -> None:
    first = rows(sent(warning()))[0]["order"]
    unknown = rows(sent(cancel("c-1", "W-1", "nothing", at=0.5)), 0.5)
    assert [(one["id"], one["county"], one["order"], bool(one["why"])) for one in unknown] == [
        ("W-1", None, None, True), ("nothing", None, None, True),
    ]  # fmt: skip
    newer = warning("w-2", "orange", start=1, messageType="update", supersedes=["w-1", "w-0"])
    made, older, missing = rows(sent(newer), 1)
    assert (older["id"], older["colour"], older["order"], missing["order"]) == ("w-1", "red", first, None)
    (late,) = rows(sent(cancel("c-2", "w-1", at=2)), 2)
    assert "w-2" in late["why"]
    assert Case.objects.get(no=made["order"]).status == "received"
    assert len(waiting(make_officer("handler", department="emergency"))) == 3


def test_a_cancel_that_came_first_is_no_longer_unknown_when_the_warning_comes() -> None:
    (early,) = rows(sent(cancel("c-1", "w-1", at=1)))
    assert early["why"]
    (one,) = rows(sent(warning()))
    assert one["order"] is not None
    again = take(SYSTEM, sent(cancel("c-1", "w-1", at=1)), at=NOW)
    assert [(row["county"], row["why"]) for row in again.warnings if row["county"]] in ([], [(COUNTY, None)])


def test_a_renewal_has_no_gap_and_an_upgrade_waits_only_for_what_is_new() -> None:
    rows(sent(warning(end=6)))
    again = rows(sent(warning("w-2", start=3, end=12, messageType="update", supersedes=["w-1"])), 2.5)
    times = {one.warning.identifier: (one.start, one.end) for one in intervals(NOW)}
    assert times["w-1"][1] == times["w-2"][0] == NOW + timedelta(hours=3)
    assert view_case(SYSTEM, again[0]["order"]).answers["effective_at"] == "2026-08-06T15:00+08:00"
    other = {"counties": ["330302"]}
    rows(sent(warning("o-1", "orange", **other)))
    (up,) = [
        one for one in rows(sent(warning("o-2", start=3, messageType="update", supersedes=["o-1"], **other)))
        if one["colour"] == "red"
    ]  # fmt: skip
    said = view_case(SYSTEM, up["order"]).answers
    assert said["effective_at"] == "2026-08-06T15:00+08:00"
    assert (said["later_from"], "stop" in said["later_measures"]) == ("2026-08-06T15:15+08:00", True)


def test_advice_has_no_deadline_and_no_review() -> None:
    (one,) = rows(sent(warning(colour="orange")))
    assert one["kind"] == "advice"
    issue(one["order"])
    dossier = view_case(SYSTEM, one["order"])
    assert dossier.case.procedure == "weather-advice"
    assert dossier.clocks(NOW.date()).clocks == []
    assert dossier.procedure.appeal is not None
    assert dossier.procedure.appeal.routes == ()
    assert in_force(NOW)[0].as_json()["kind"] == "advice"


CODES = st.sampled_from(["330302", "330304", "330324000000", "110101", "33302", "瓯海区", "nowhere", "330303001"])
MESSAGES = st.lists(
    st.tuples(
        st.lists(CODES, min_size=1, max_size=4), st.sampled_from(["red", "橙色", "III级", "violet"]), st.booleans()
    ),
    min_size=1,
    max_size=4,
)


class TestNothingIsDropped(TestCase):
    """However a file is split, merged, doubled or spoilt: as many things are answered for as were sent."""

    @given(messages=MESSAGES)
    @settings(max_examples=40, deadline=None)
    def test_json(self, messages: list[Any]) -> None:
        listed, wanted = [], 0
        for place, (codes, colour, spoilt) in enumerate(messages):
            one = warning(f"p-{id(messages)}-{place}", color=colour, counties=codes, headline="")
            if spoilt:
                one["expireTime"] = "tomorrow"
            listed.append(one)
            wanted += 1 if spoilt else len({_one(code) for code in codes})
        usable = any(
            not spoilt and {_one(code) for code in codes} - {"33302", "nowhere"} for codes, _, spoilt in messages
        )
        if not usable:
            with pytest.raises(InputError):
                take(SYSTEM, json.dumps(listed).encode(), at=NOW)
            return
        found = take(SYSTEM, json.dumps(listed).encode(), at=NOW).warnings
        assert len(found) == wanted
        assert all((one["order"] is None) == bool(one["why"]) for one in found if one["colour"] != "violet")
        assert take(SYSTEM, json.dumps([*listed, *listed]).encode(), at=NOW).warnings[: len(found)] == found
        assert verify().intact

    @given(
        blocks=st.lists(
            st.tuples(st.sampled_from(["红色", "橙色"]), st.sets(CODES, min_size=1)), min_size=1, max_size=4
        )
    )
    @settings(max_examples=40, deadline=None)
    def test_cap(self, blocks: list[Any]) -> None:
        infos = [
            info(f"台风{colour}预警", "".join(AREA.format(name="", code=code) for code in codes))
            for colour, codes in blocks
        ]
        wanted = {(_one(code), colour) for colour, codes in blocks for code in codes}
        name = f"q-{abs(hash(str(blocks)))}"
        if {code for code, _ in wanted} <= {"33302", "nowhere"}:
            with pytest.raises(InputError):
                take(SYSTEM, alert(*infos, id=name), at=NOW)
            return
        assert len(take(SYSTEM, alert(*infos, id=name), at=NOW).warnings) == len(wanted)


def _one(code: str) -> str:
    """What a county is, however it is written."""
    return COUNTY if code == "瓯海区" else code[:6] if code.isdigit() else code


TWO = (
    '<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>h-升级</identifier><sender>wz@example.cn</sender>'
    "<sent>2026-08-06T12:00:00+08:00</sent><status>Actual</status><msgType>Alert</msgType><scope>Public</scope><info>"
    "<language>zh-CN</language><category>Met</category><event>测试台将台风橙色预警信号升级为红色预警信号</event>"
    "<severity>Extreme</severity><expires>2026-08-07T12:00:00+08:00</expires>"
    "<headline>测试台将台风橙色预警信号升级为红色预警信号</headline><area><areaDesc>鹿城区</areaDesc><geocode>"
    "<valueName>adcode</valueName><value>330302000000</value></geocode></area></info></alert>"
)


def test_a_message_without_codes_is_read_by_its_words() -> None:
    assert told(TWO.encode()) == [("330302", "typhoon", "red", True)]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"color": "orange", "headline": "发布台风红色预警信号"}, "几处写的颜色不一样（橙色、红色），按最重的红色"),
        ({"headline": "发布台风红色、暴雨橙色预警信号"}, "几处写的天气不一样（台风、暴雨）"),
        ({"counties": []}, "没有写哪些县（市、区）"), ({"color": None, "headline": ""}, "没有写什么颜色"),
        ({"messageType": "Whatever"}, "只收发布、更新和解除"), ({"id": ""}, "每条预警要有自己的编号。 (id: )"),
    ],
)  # fmt: skip
def test_why_somebody_has_to_look_is_told_in_words_without_codes(changes: dict[str, Any], said: str) -> None:
    told = " ".join(
        str(one["why"]) for one in take(SYSTEM, sent(warning("fits"), warning("w-2") | changes), at=NOW).warnings
    )
    assert said in told
    assert not re.search(r"\b(?:red|orange|typhoon|rainstorm|wanted|names?|codes)\b", told)


def test_every_message_that_waits_for_somebody_can_be_seen_to() -> None:
    """Also where those of other counties are newer and more than a page holds."""
    old = warning("mine", color="orange", headline="瓯海区发布台风红色预警信号")
    take(SYSTEM, sent(old), at=NOW)
    for place in range(60):
        far = warning(f"far-{place}", color="orange", headline="发布台风红色预警信号", counties=["330302"])
        take(SYSTEM, sent(far), at=NOW + timedelta(minutes=place))
    office = make_officer("handler", department="emergency")
    (held,) = waiting(office)
    assert held.identifier == "mine"
    see(office, str(held.id), NOW)
    assert waiting(office) == []
    assert len(waiting(make_officer("handler", department="emergency", county=""))) == 60
