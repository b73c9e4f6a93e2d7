"""Numbers of persons in every field of rows that are wrong: nothing that is answered or kept repeats them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from huxin.feeds import files
from huxin.feeds.service import receipt_of
from huxin.law import InputError
from huxin.supervision.model import ONCALL, ORDERS, WARNINGS
from huxin.supervision.synth.defects import SENDER
from huxin.supervision.veiling import veiled
from tests.feeds.support import land, ndjson, rows

pytestmark = pytest.mark.django_db
NUMBER = "330302199003071234"
SCRIPTS = {
    "plain": NUMBER,
    "letter": "33030219900307123X",
    "full width": "".join(chr(ord(figure) + 0xFEE0) for figure in NUMBER),
    "spaced": "330302 19900307 1234",
    "dashes": "330302-19900307-1234",
    "arabic": NUMBER.translate({ord("0") + n: 0x660 + n for n in range(10)}),
    "chinese": NUMBER.translate({ord("0") + n: "〇一二三四五六七八九"[n] for n in range(10)}),
    "bold": NUMBER.translate({ord("0") + n: 0x1D7CE + n for n in range(10)}),
    "circled": "".join("⓪①②③④⑤⑥⑦⑧⑨"[int(figure)] for figure in NUMBER),
    "telephone": "13812345678",
    "in words": f"骑手{NUMBER}的单",
    "with a fraction": f"{NUMBER}.50",
    "between zero widths": "\u200b".join(NUMBER),
}
COLUMNS = {"orders": ORDERS, "oncall": ONCALL, "warnings": WARNINGS}
TIMES = {"online_at": "2026-07-15T08:00:00+08:00", "offline_at": "2026-07-15T10:00:00+08:00"}
GOOD = {
    "oncall": {"company_id": SENDER, "worker_id": "w", **TIMES},
    "warnings": {
        "id": "w1", "type": "typhoon", "colour": "red", "county": "330302", "supersedes": [],
        "effective_at": "2026-07-15T08:00:00+08:00", "expires_at": "2026-07-15T18:00:00+08:00",
    },
}  # fmt: skip


def figures(text: str) -> str:
    """The figures of a text in whatever script, as plain ones."""
    import unicodedata

    chinese = {mark: str(value) for value, mark in enumerate("〇一二三四五六七八九")}
    return "".join(
        chinese.get(one) or (str(int(unicodedata.digit(one))) if unicodedata.digit(one, None) is not None else "")
        for one in text
    )


def stored() -> Iterator[str]:
    """Everything of the faults that lies on the disk, as text."""
    for path in files.lake().rglob("*.parquet"):
        if ".faults" in path.parts:
            found = duckdb.execute(
                "SELECT got, wanted, fix, field, reason FROM read_parquet($1)", [str(path)]
            ).fetchall()
            yield from (" ".join(str(cell) for cell in row) for row in found)


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("kind", COLUMNS)
def test_no_answer_and_no_file_repeats_a_number(kind: str, script: str) -> None:
    canary = SCRIPTS[script]
    good = rows(1)[0] if kind == "orders" else GOOD[kind]
    bad = [{**good, column.name: canary, "cover_no": "=x"} for column in COLUMNS[kind]]
    bad += [{**good, f"name {canary}": canary, "trade": "x"}]
    batch = land(ndjson(bad), kind=kind).batch
    told = json.dumps([batch.report, receipt_of(batch.id)], ensure_ascii=False)
    texts = [one for held in batch.report["samples"].values() for sample in held for one in map(str, sample.values())]
    texts += [name for file in batch.report["files"] for name in file["unknown_columns"]]
    wanted = figures(canary)[-11:-4]
    assert len(wanted) == 7
    for text in [*texts, *stored()]:
        assert wanted not in figures(text)
        assert canary not in text
    assert canary not in told


@pytest.mark.parametrize("script", SCRIPTS)
def test_no_refusal_repeats_a_number(tmp_path: Path, script: str) -> None:
    canary = SCRIPTS[script]
    pq.write_table(pa.table({canary: ["1"], "order_id": [["x"]]}), tmp_path / "a.parquet")
    contents = (
        (f"{canary},{canary}\n1,2\n".encode(), "a.csv"),
        ((tmp_path / "a.parquet").read_bytes(), "a.parquet"),
        (canary.encode() + b"\xff\xff\xff", "a.csv"),
    )
    for content, name in contents:
        try:
            told = json.dumps(land(content, name).batch.report, ensure_ascii=False)
        except InputError as error:
            told = str(error)
        assert canary not in told
        assert figures(canary)[-11:-4] not in figures(told).replace(" ", "")


def test_what_names_nobody_is_shown() -> None:
    for text in ("taxi", "330302", "2026-07", "order_id", "a file of 1234 rows"):
        assert veiled(text) == text
    assert veiled("worker 330302199003071234 of 13812345678") == "worker …34 of …78"
