"""A published draw comes out again on any machine, and nothing in it can be changed unseen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from huxin.draw import commit, open_commitment, render, run, verify
from huxin.draw.tests.support import DRAWS, example
from huxin.draw.verify import DrawVerdict

RECORD, COMMITMENT = example("record.json"), example("commitment.json")
OBJECTS, INSPECTORS = example("objects.csv"), example("inspectors.csv")


def check(**changed: bytes) -> DrawVerdict:
    """The example with files replaced by name."""
    held = {"record": RECORD, "objects": OBJECTS, "inspectors": INSPECTORS, "published": COMMITMENT, **changed}
    return verify(held["record"], held["objects"], held["inspectors"], held["published"])


def other_bytes(data: bytes) -> Iterator[bytes]:
    """Each byte changed by a bit; of every seventh (of all in the full count) also another bit, taken out, doubled."""
    for place, byte in enumerate(data):
        before, after = data[:place], data[place + 1 :]
        yield before + bytes([byte ^ 1]) + after
        if DRAWS >= 100_000 or place % 7 == 0:
            yield before + bytes([byte ^ 0x20]) + after
            yield before + after
            yield before + bytes([byte, byte]) + after


def test_the_example_is_intact() -> None:
    found = check()
    assert found.faults == ()
    assert found.intact
    assert found.drawn == 4
    assert found.commitment == json.loads(COMMITMENT)["commitment"]
    assert verify(RECORD, OBJECTS, INSPECTORS).intact


@pytest.mark.parametrize("name", ["objects", "inspectors", "published"])
def test_every_changed_byte_is_seen(name: str) -> None:
    original = {"objects": OBJECTS, "inspectors": INSPECTORS, "published": COMMITMENT}[name]
    unseen = [changed for changed in other_bytes(original) if check(**{name: changed}).intact]
    assert unseen == []


def test_every_changed_byte_of_the_record_is_seen() -> None:
    assert [changed for changed in other_bytes(RECORD) if check(record=changed).intact] == []


@pytest.mark.parametrize("name", ["objects", "inspectors", "record", "published"])
def test_line_ends_and_byte_order_mark_do_not_count(name: str) -> None:
    original = {"objects": OBJECTS, "inspectors": INSPECTORS, "record": RECORD, "published": COMMITMENT}[name]
    assert check(**{name: original.replace(b"\n", b"\r\n")}).intact
    assert check(**{name: b"\xef\xbb\xbf" + original}).intact


def test_every_letter_of_a_changed_record_is_safe_to_print() -> None:
    found = check(record=RECORD.replace("潮生人力".encode(), b"\\ud800"))
    assert "\\ud800" in " ".join(found.faults).encode().decode()


@pytest.mark.parametrize(
    ("name", "old", "new", "where"),
    [
        ("objects", "渔火劳务", "渔灯劳务", "objects 'D06': this row was changed"),
        ("objects", "D07,灯塔人力资源有限公司,E07,339922,low,A\n", "", "objects 'D07': this row is missing"),
        ("objects", "339921,low,B", "339921,low,C", "objects 'D06': this row was changed"),
        ("objects", "D10,", "D11,", "objects 'D11': this row was added"),
        ("objects", "id,name", "id,nam", "no column 'name'|unknown|known column"),
        ("inspectors", "江一帆", "江一凡", "inspectors 'Z101': this row was changed"),
        ("inspectors", "D01;D04", "D04", "inspectors 'Z102': this row was changed"),
        ("inspectors", "D01;D04", "D04;D01", "their order or the way they are written"),
        ("inspectors", "Z104,林晓舟,,\n", "", "inspectors 'Z104': this row is missing"),
    ],
)
def test_a_changed_directory_is_named_by_row(name: str, old: str, new: str, where: str) -> None:
    original = {"objects": OBJECTS, "inspectors": INSPECTORS}[name].decode()
    assert old in original
    found = check(**{name: original.replace(old, new, 1).encode()})
    assert any(part in fault for fault in found.faults for part in where.split("|"))


@pytest.mark.parametrize(
    ("path", "value", "where"),
    [
        (("plan", "weights", "credit", "C"), "5/2", "record.plan: it is not the plan"),
        (("plan", "strata", "low", "share"), "1/3", "record.plan: it is not the plan"),
        (("plan", "inspectors_each"), 1, "record.plan: it is not the plan"),
        (("plan", "weights", "credit", "C"), 0, "plan.weights.credit.C"),
        (("seed",), "ab" * 32, "record.commitment"),
        (("later",), "508", "record.key"),
        (("later",), None, "later"),
        (("later_source",), None, "later"),
        (("later_source",), "福彩3D 次日", "record.commitment"),
        (("committed_at",), "2026-03-01T09:00:00+08:00", "record.commitment"),
        (("committed_at",), "yesterday", "committed_at"),
        (("algorithm",), "huxin-draw-2", "record.algorithm"),
        (("commitment",), "0" * 64, "record.commitment"),
        (("objects", "count"), 11, "record.objects.count"),
        (("objects", "rows", "D01"), "0" * 16, "record.objects.rows.D01"),
        (("drawn", 0, "name"), "别的公司", "record.drawn[0].name"),
        (("drawn", 0, "weight"), "1", "record.drawn[0].weight"),
        (("drawn", 1, "inspectors", 0, "id"), "Z104", "record.drawn[1].inspectors[0].id"),
        (("drawn", 1, "pick", "counter"), True, "record.drawn[1].pick.counter"),
        (("drawn", 2, "inspectors"), [], "record.drawn[2].inspectors"),
        (("drawn", 3), None, "record.drawn[3]"),
        (("strata", "mid"), {}, "record.strata.mid"),
        (("recusals",), [], "record.recusals"),
        (("note",), "x", "record.note"),
    ],
)
def test_a_changed_record_is_named_by_place(path: tuple[Any, ...], value: object, where: str) -> None:
    data = json.loads(RECORD)
    inner = data
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    found = check(record=render(data).encode())
    assert any(where in fault for fault in found.faults), found.faults


def test_a_record_made_anew_needs_the_published_commitment_to_be_seen() -> None:
    """Another later value gives another good record; only what was published before tells them apart."""
    committed, inputs = open_commitment(COMMITMENT, OBJECTS, INSPECTORS)
    forged = commit(inputs, "ab" * 32, committed["committed_at"])
    record = render(run(forged, inputs, "ab" * 32)).encode()
    assert verify(record, OBJECTS, INSPECTORS).intact
    found = verify(record, OBJECTS, INSPECTORS, COMMITMENT)
    assert any(fault.startswith("commitment.commitment: the commitment says") for fault in found.faults)


@pytest.mark.parametrize(
    "record", [b"", b"[]", b"{}", b"\xff\xfe", b"[" * 100_000, b'{"a": 1.5}', b'{"a": 1, "a": 1}', b"%PDF-1.7"]
)
def test_what_is_no_record_is_not_intact(record: bytes) -> None:
    found = check(record=record)
    assert not found.intact
    assert len(found.faults) == 1


def test_a_record_that_is_written_in_another_way_is_named_by_line() -> None:
    data = json.loads(RECORD)
    spaced = json.dumps(data, ensure_ascii=False, indent=2).encode()
    assert check(record=spaced).faults == ("record line 2: written in another way, though it says the same",)
    assert check(record=RECORD + b"\n").faults[0].startswith("record line ")
