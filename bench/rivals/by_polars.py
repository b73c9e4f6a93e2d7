"""The subsidy in Polars, written by hand for its default readings and nothing else.

It relies on rows that are sorted by person and month.  ``merge`` sums the rows of one person and month, as the contract
asks; without it there must be one row of each.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import polars as pl
from measured import Clock


def number(name: str) -> pl.Expr:
    text = pl.col(name).cast(pl.String)
    return text.str.slice(0, 4).cast(pl.Int64) * 12 + text.str.slice(5, 2).cast(pl.Int64) - 1


def people_of(frame: pl.LazyFrame) -> pl.LazyFrame:
    """Each person's retirement month, as text, and whether the term is longer."""
    age = pl.col("category").replace_strict({"M60": 720, "F55": 660, "F50": 600}, return_dtype=pl.Int64)
    f50 = pl.col("category") == "F50"
    late = (pl.col("original") - 24300) // pl.when(f50).then(2).otherwise(4) + 1
    delay = pl.when(pl.col("original") >= 24300).then(pl.min_horizontal(pl.when(f50).then(60).otherwise(36), late))
    first, retired = pl.col("first"), pl.col("first_retire")
    return (
        frame.with_columns(original=number("birth_month") + age, first=number("first_approved_month"))
        .with_columns(retire=pl.col("original") + delay.otherwise(0))
        .with_columns(first_retire=pl.when(first >= 24300).then(pl.col("retire")).otherwise(pl.col("original")))
        .with_columns(near=(first <= retired) & (retired < first + 60))
        .select(
            "person_id",
            "used_months",
            "near",
            retire=pl.format(
                "{}-{}",
                pl.col("retire") // 12,
                (pl.col("retire") % 12 + 1).cast(pl.String).str.zfill(2),
            ),
        )
    )


def rule(people: pl.LazyFrame, rows: pl.LazyFrame, *, merge: bool, chain: int) -> pl.LazyFrame:
    """One row per person; ``chain`` adds so many monthly variables, each made of the one before it."""
    if merge:
        rows = rows.group_by("person_id", "month", maintain_order=True).agg(
            pl.col("paid_fen", "refunded_fen").sum(), pl.col("unit_insured", "subsidised").any()
        )
    net = (pl.col("paid_fen") - pl.col("refunded_fen")).alias("net")
    taken = pl.col("subsidised")
    candidate = (pl.col("month").cast(pl.String) < pl.col("retire")) & ~pl.col("unit_insured") & (pl.col("net") > 0)
    uses = (taken & (pl.col("net") > 0)) | (pl.col("candidate") & ~taken)
    frame = (
        rows.join(people_of(people), on="person_id", maintain_order="left")
        .with_columns(net)
        .with_columns(candidate.alias("candidate"))
        .with_columns(ordinal=pl.col("used_months") + uses.cast(pl.Int64).cum_sum().over("person_id"))
        .with_columns(granted=pl.col("candidate") & ~taken & ((pl.col("ordinal") <= 36) | pl.col("near")))
    )
    more = []
    if chain:
        frame = frame.with_columns(x=pl.when(pl.col("net") > 0).then(pl.col("ordinal")).otherwise(0))
        for k in range(chain):
            frame = frame.with_columns(x=pl.min_horizontal(pl.col("x") * 2 + k, 1000 - pl.col("x") // 3))
        more = [pl.col("x").filter(pl.col("granted")).sum().alias("chained")]
    paid = pl.col("net").filter(pl.col("granted")).sum()
    return frame.group_by("person_id").agg(
        ((paid * 4 + 3) // 6).alias("amount_fen"),
        pl.col("granted").sum().alias("months_granted"),
        pl.col("near").first().alias("extension"),
        *more,
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    for name in ("people", "months", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--merge", action="store_true")
    parser.add_argument("--chain", type=int, default=0)
    parser.add_argument("--loaded", action="store_true", help="load the tables first; time the query alone")
    parser.add_argument("--engine", default="streaming", choices=("streaming", "in-memory"))
    args = parser.parse_args()
    clock = Clock()
    people, rows = pl.scan_parquet(args.people), pl.scan_parquet(args.months)
    if args.loaded:
        people = clock.time("load", people.collect).lazy()
        rows = clock.time("load", rows.collect).lazy()
        found = None
        for name in ("first", "again"):
            query = rule(people, rows, merge=args.merge, chain=args.chain)
            sums = query.select(pl.col("amount_fen").sum(), *([pl.col("chained").sum()] if args.chain else []))
            found = clock.time(name, lambda sums=sums: sums.collect(engine=args.engine)).row(0)
        clock.tell(total=found[0], chained=found[1] if args.chain else 0)
        return
    query = rule(people, rows, merge=args.merge, chain=args.chain)
    clock.time("whole", lambda: query.sink_parquet(args.out, engine=args.engine))
    clock.tell(total=pl.read_parquet(args.out)["amount_fen"].sum())


if __name__ == "__main__":
    main()
