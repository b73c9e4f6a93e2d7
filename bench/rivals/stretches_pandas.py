"""Stretches of more than four hours with pandas, written by hand.  pandas comes with the extra ``spark``."""

from __future__ import annotations

import glob
from typing import Any

import pyarrow.parquet as pq
from measured import Clock

TIMES = ["accepted_at", "started_at", "completed_at", "cancelled_at", "recorded_at"]
NAMES = ["worker_id", "company_id", "trade"]


def find(orders: str, out: str, clock: Clock, limits: tuple[int, int, int], trades: tuple[str, ...]) -> None:
    """Write the stretches; ``limits`` are the longest stretch, the pause and the longest order in milliseconds."""
    frame = clock.time("read", lambda: _read(orders))
    clock.time("run", lambda: _stretches(frame, limits, trades).to_parquet(out))


def _read(orders: str) -> Any:
    files = sorted(glob.glob(orders))
    table = pq.read_table(files, columns=[*NAMES, "order_id", *TIMES], read_dictionary=NAMES)
    return table.unify_dictionaries().to_pandas(strings_to_categorical=False, self_destruct=True)


def _stretches(frame: Any, limits: tuple[int, int, int], trades: tuple[str, ...]) -> Any:
    limit, pause, longest = limits
    frame = frame.sort_values("recorded_at").drop_duplicates(["company_id", "order_id"], keep="last")
    frame["began"] = frame["started_at"].fillna(frame["accepted_at"])
    frame["ended"] = frame["completed_at"].fillna(frame["cancelled_at"])
    length = frame["ended"] - frame["began"]
    kept = frame["trade"].isin(trades) & (length >= 0) & (length <= longest)
    frame = frame.loc[kept, ["worker_id", "company_id", "order_id", "began", "ended"]]
    frame = frame.sort_values(["worker_id", "began", "ended", "company_id", "order_id"])
    worker = frame["worker_id"].cat.codes
    free = frame.groupby(worker)["ended"].cummax().groupby(worker).shift(1)
    frame["stretch"] = ((frame["began"] - free >= pause) | free.isna()).cumsum()
    found = frame.groupby("stretch").agg(started_at=("began", "min"), ended_at=("ended", "max"))
    found = found[found["ended_at"] - found["started_at"] > limit]
    proof = frame[frame["stretch"].isin(found.index)].groupby("stretch")
    found["worker_id"] = proof["worker_id"].first().astype(str)
    found["order_ids"] = proof["order_id"].agg(list)
    found["companies"] = proof["company_id"].agg(lambda held: sorted(set(held)))
    return found.astype({"started_at": "int64", "ended_at": "int64"}).reset_index(drop=True)
