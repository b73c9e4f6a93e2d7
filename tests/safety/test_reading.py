"""What a warning says, in CAP and in JSON; what is none is refused with a cure."""

from __future__ import annotations

from typing import Any

import pytest

from huxin.law import InputError
from huxin.measures.safety.weather.notation import read_messages
from huxin.measures.safety.weather.received import MessagePart, ReceivedMessage
from tests.safety.support import cancel, cap, sent, warning


def one(content: bytes) -> ReceivedMessage:
    (found,) = read_messages(content)
    assert isinstance(found.said, ReceivedMessage)
    return found.said


def part(content: bytes) -> MessagePart:
    (found,) = one(content).parts
    return found


def counties(content: bytes) -> list[str]:
    return [each.county for each in one(content).parts if each.warns]


def test_cap_and_json_say_the_same() -> None:
    xml, json = part(cap()), part(sent(warning(colour="红色")))
    for name in ("type", "colour", "county", "effective", "expires", "whys"):
        assert getattr(xml, name) == getattr(json, name), name
    assert (xml.type, xml.colour, xml.county) == ("typhoon", "red", "330304")


@pytest.mark.parametrize(
    ("changes", "kind", "colour"),
    [
        ({"code": "1003", "event": "", "headline": "红色预警"}, "rainstorm", "red"),
        ({"code": "x", "event": "道路结冰橙色预警", "headline": "道路结冰橙色预警"}, "road_ice", "orange"),
        ({"code": "9999", "event": "海啸", "headline": "海啸紫色预警"}, "9999", ""),
    ],
)
def test_words_of_the_service_become_types_and_colours_and_unknown_ones_stay(
    changes: dict[str, str], kind: str, colour: str
) -> None:
    found = part(cap(**changes))
    assert (found.type, found.colour) == (kind, colour)
    assert [why.code for why in found.whys] == ([] if colour else ["bad_colour"])


def test_references_of_cap_are_a_chain() -> None:
    told = "<references>a@b,cap-0,2026-08-06T10:00:00+08:00 a@b,cap-9,2026-08-06T11:00:00+08:00</references>"
    assert one(cap(kind="Update", references=told)).supersedes == ("cap-0", "cap-9")
    assert one(cap(kind="Cancel", references=told)).kind == "cancel"


@pytest.mark.parametrize("form", ["330304", ["330304", "110101"], "330304001000"])
def test_counties_by_code_those_of_other_cities_are_counted(form: Any) -> None:
    content = sent(warning(counties=form))
    assert counties(content) == ["330304"]
    foreign = [each.county for each in one(content).parts if not each.ours]
    assert foreign == (["110101"] if isinstance(form, list) else [])


@pytest.mark.parametrize("code", ["330300", "330000000000"])
def test_a_code_of_the_whole_city_or_province_means_every_county(code: str) -> None:
    assert len(counties(sent(warning(counties=[code])))) == 12


def test_a_nested_message_type_with_its_chain_is_read() -> None:
    found = one(sent(warning(messageType={"code": "update", "supersedes": ["w-0"]})))
    assert (found.kind, found.supersedes) == ("update", ("w-0",))


def test_control_characters_are_left_out() -> None:
    found = one(sent(warning("w\0-1", headline="台风\0\x07预警")))
    assert (found.identifier, found.parts[0].headline) == ("w-1", "台风预警")


def test_an_exercise_is_known_as_one() -> None:
    assert not one(cap(status="Exercise")).actual


BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "x"><!ENTITY c "&b;&b;">]><alert>&c;</alert>'
OUTSIDE = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><alert>&b;</alert>'


@pytest.mark.parametrize(
    "content",
    [
        b"", b"[]", b"nonsense", b"[1]", b"null", b"<a/>", b"<alert", BOMB, OUTSIDE, b"\xff\xfe<", b"[" * 5000,
        cap(kind="Ack"), cap(id=""), cap(county="33302").replace("瓯海区<".encode(), b"?<"),
        sent(warning(expireTime="tomorrow")),
        sent(warning(expireTime="2026-08-06T18:00:00")), sent(warning(end=-1)), sent(warning(id="x" * 201)),
        sent(warning(counties=[])), sent(warning(color=None, headline="")), sent(warning(eventType=None, headline="")),
        sent(cancel("c-1", at=1)), sent(warning(id=""), warning(id="")), b"x" * 1_000_000,
        sent(warning(counties=["33302", "鹿城路"])), b'{"id": "a", "id": "b"}', b"<alerts><alarm/></alerts>",
    ],
    ids=range(27),
)  # fmt: skip
def test_what_is_no_warning_is_refused_with_a_cure(content: bytes) -> None:
    with pytest.raises(InputError) as refused:
        read_messages(content)
    assert refused.value.problem.hint
