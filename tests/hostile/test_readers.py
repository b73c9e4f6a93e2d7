"""Every hostile file is read or refused, with words, within ten seconds and 512 MB."""

from __future__ import annotations

import resource
from collections.abc import Callable
from datetime import date

import pytest

from huxin.evidence.kinds import BY_NAME, check_kind
from huxin.evidence.previews import preview
from huxin.files.documents import text_of
from huxin.files.limits import MEMORY, SECONDS
from huxin.files.rows import read_sheet
from huxin.files.sandbox import helper_of
from huxin.files.trees import read_json, read_xml
from huxin.law import InputError, load_pack
from tests.hostile.corpus import Hostile, corpus

PACK = load_pack("wenzhou")
ALL = corpus()


def _table(content: bytes) -> None:
    read_sheet(PACK.sheets["engagements"], content, "list", on=date(2026, 11, 30), counties=PACK.divisions)


def _picture(content: bytes) -> None:
    if preview(content) is None:
        raise InputError("damaged", "file", "a picture", "one that opens", "重新拍一张。")


DOORS: dict[str, Callable[[bytes], object]] = {
    "table": _table,
    "document": text_of,
    "picture": _picture,
    "kind": lambda content: check_kind(content, BY_NAME),
    "xml": read_xml,
    "json": read_json,
}


def test_there_are_enough_of_them_and_none_is_large() -> None:
    assert len({one.name for one in ALL}) == len(ALL) >= 90
    assert max(len(one.content) for one in ALL) <= 20_000_000


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.name)
@pytest.mark.timeout(SECONDS + 60)
def test_it_is_read_or_refused_in_time(one: Hostile) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    refused: InputError | None = None
    try:
        DOORS[one.door](one.content)
    except InputError as error:
        refused = error
    assert one.read is None or one.read is (refused is None)
    assert refused is None or (refused.problem.hint and refused.problem.wanted)
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024 < MEMORY
    helper = helper_of("huxin.files")
    assert helper.process is None or helper.process.poll() is None
