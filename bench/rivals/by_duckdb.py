# ruff: noqa: S608 - the texts are our own, the names are those of files that this folder wrote
"""The subsidy as one SQL statement for DuckDB, written by hand for its default readings and nothing else.

Months stay text: "2024-05" < "2024-11" is true of text too, and costs no conversion.  ``merge`` sums the rows of one
person and month, as the contract asks; without it the statement relies on there being one row of each.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import duckdb
from measured import Clock

NUMBER = "(CAST({0}[1:4] AS INTEGER) * 12 + CAST({0}[6:7] AS INTEGER) - 1)"
TEXT = "printf('%04d-%02d', {0} // 12, {0} % 12 + 1)"
PEOPLE = f"""
WITH given AS (
  SELECT person_id, used_months, {NUMBER.format("first_approved_month")} AS first_month,
         {NUMBER.format("birth_month")}
           + CASE category WHEN 'M60' THEN 720 WHEN 'F55' THEN 660 ELSE 600 END AS original,
         CASE category WHEN 'F50' THEN 2 ELSE 4 END AS step, CASE category WHEN 'F50' THEN 60 ELSE 36 END AS most
  FROM {{people}}),
aged AS (
  SELECT *, original + CASE WHEN original >= 24300 THEN least(most, (original - 24300) // step + 1) ELSE 0 END
         AS retire FROM given),
at_first AS (SELECT *, CASE WHEN first_month >= 24300 THEN retire ELSE original END AS first_retire FROM aged),
people AS (
  SELECT person_id, used_months, {TEXT.format("retire")} AS retire,
         first_month <= first_retire AND first_retire < first_month + 60 AS near
  FROM at_first)"""
MERGED = """(SELECT person_id, month, sum(paid_fen)::BIGINT AS paid_fen, sum(refunded_fen)::BIGINT AS refunded_fen,
  bool_or(unit_insured) AS unit_insured, bool_or(subsidised) AS subsidised FROM {rows} GROUP BY person_id, month)"""
RULE = """,
months AS (
  SELECT person_id, used_months, near, subsidised, month, paid_fen - refunded_fen AS net,
         month < retire AND NOT unit_insured AND paid_fen > refunded_fen AS candidate
  FROM {rows} JOIN people USING (person_id)),
counted AS (
  SELECT *, used_months + count(*) FILTER ((subsidised AND net > 0) OR (candidate AND NOT subsidised))
            OVER (PARTITION BY person_id ORDER BY month ROWS UNBOUNDED PRECEDING) AS ordinal
  FROM months),
granted AS (SELECT *, candidate AND NOT subsidised AND (ordinal <= 36 OR near) AS granted FROM counted){chain}
SELECT person_id, (4 * coalesce(sum(net) FILTER (granted), 0)::BIGINT + 3) // 6 AS amount_fen,
       count(*) FILTER (granted) AS months_granted, any_value(near) AS extension{more}
FROM {last} GROUP BY person_id"""


def statement(people: str, rows: str, *, merge: bool, chain: int) -> str:
    """The whole query; ``chain`` adds so many monthly variables, each made of the one before it."""
    steps = ["SELECT *, CASE WHEN net > 0 THEN ordinal ELSE 0 END AS x0 FROM granted"]
    steps += [f"SELECT *, least(x{k} * 2 + {k}, 1000 - x{k} // 3) AS x{k + 1} FROM step{k}" for k in range(chain)]
    listed = "".join(f",\nstep{k} AS ({text})" for k, text in enumerate(steps)) if chain else ""
    more = f", coalesce(sum(x{chain}) FILTER (granted), 0)::BIGINT AS chained" if chain else ""
    whole = RULE.format(
        rows=MERGED.format(rows=rows) if merge else rows,
        chain=listed,
        more=more,
        last=f"step{chain}" if chain else "granted",
    )
    return PEOPLE.format(people=people) + whole


def main() -> None:
    parser = argparse.ArgumentParser()
    for name in ("people", "months", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--merge", action="store_true")
    parser.add_argument("--chain", type=int, default=0)
    parser.add_argument("--loaded", action="store_true", help="load the tables first; time the query alone")
    args = parser.parse_args()
    clock, link = Clock(), duckdb.connect(config={"temp_directory": str(args.out.parent)})
    people, rows = f"read_parquet('{args.people}')", f"read_parquet('{args.months}')"
    if args.loaded:
        clock.time("load", lambda: link.execute(f"CREATE TABLE p AS FROM {people}; CREATE TABLE m AS FROM {rows}"))
        people, rows = "p", "m"
    query = statement(people, rows, merge=args.merge, chain=args.chain)
    if args.loaded:
        found = ""
        for name in ("first", "again"):
            sums = f"SELECT sum(amount_fen)::BIGINT{', sum(chained)::BIGINT' if args.chain else ''} FROM ({query})"
            found = clock.time(name, lambda sums=sums: link.execute(sums).fetchone())
        clock.tell(total=found[0], chained=found[1] if args.chain else 0)
        return
    clock.time("whole", lambda: link.execute(f"COPY ({query}) TO '{args.out}' (FORMAT parquet)"))
    clock.tell(total=link.execute(f"SELECT sum(amount_fen)::BIGINT FROM '{args.out}'").fetchone()[0])


if __name__ == "__main__":
    main()
