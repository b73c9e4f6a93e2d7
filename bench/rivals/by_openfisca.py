"""The subsidy in OpenFisca-core, written by hand for its default readings; run with an interpreter that has it.

OpenFisca is never a dependency of Huxin; this file is only run as a rival, outside the package.  Its inputs must be
sorted and complete, with the same months for everybody, for it takes one array per variable and month.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from measured import Clock
from openfisca_core import periods
from openfisca_core.entities import Entity
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

FIRST = 2022 * 12
PERSON = Entity("person", "persons", "A person", "")
Pay = tuple[np.ndarray, ...]


def variable(name: str, kind: type, formula: object = None, *, once: bool = False) -> type[Variable]:
    """A variable of people, by month, or once for all time."""
    body: dict[str, object] = {
        "value_type": kind,
        "entity": PERSON,
        "definition_period": periods.DateUnit.ETERNITY if once else periods.DateUnit.MONTH,
    }
    return type(name, (Variable,), body | ({} if formula is None else {"formula": formula}))


def retire(person, period):
    original = person("original", period)
    late = person("original", period) - 24300
    f50 = person("f50", period)
    return original + np.where(late >= 0, np.minimum(np.where(f50, 60, 36), late // np.where(f50, 2, 4) + 1), 0)


def near(person, period):
    first = person("first_month", period)
    retired = np.where(first >= 24300, person("retire", period), person("original", period))
    return (first <= retired) * (retired < first + 60)


def candidate(person, period):
    month = period.start.year * 12 + period.start.month - 1
    return (month < person("retire", period)) * ~person("unit_insured", period) * (person("net", period) > 0)


def uses(person, period):
    taken = person("subsidised", period)
    return taken * (person("net", period) > 0) + person("candidate", period) * ~taken


def ordinal(person, period):
    first = period.start.year * 12 + period.start.month - 1 == FIRST
    before = person("used_months", period) if first else person("ordinal", period.last_month)
    return before + person("uses", period)


def granted(person, period):
    within = (person("ordinal", period) <= 36) + person("near", period)
    return person("candidate", period) * ~person("subsidised", period) * within


def paid(person, period):
    return np.where(person("granted", period), person("net", period), 0)


def x0(person, period):
    return np.where(person("net", period) > 0, person("ordinal", period), 0)


def link(number: int):
    def formula(person, period):
        before = person(f"x{number}", period)
        return np.minimum(before * 2 + number, 1000 - before // 3)

    return formula


def system(chain: int) -> TaxBenefitSystem:
    made = TaxBenefitSystem([PERSON])
    for name, kind in (("original", int), ("f50", bool), ("first_month", int), ("used_months", int)):
        made.add_variable(variable(name, kind, once=True))
    for name, kind in (("net", int), ("unit_insured", bool), ("subsidised", bool)):
        made.add_variable(variable(name, kind))
    made.add_variable(variable("retire", int, retire, once=True))
    made.add_variable(variable("near", bool, near, once=True))
    for name, kind, formula in (
        ("candidate", bool, candidate),
        ("uses", bool, uses),
        ("ordinal", int, ordinal),
        ("granted", bool, granted),
        ("paid", int, paid),
        ("x0", int, x0),
        *((f"x{number + 1}", int, link(number)) for number in range(chain)),
    ):
        made.add_variable(variable(name, kind, formula))
    return made


def read(people: Path, months: Path) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Columns of people, and of rows as one line per month."""
    who = pq.read_table(people).to_pydict()
    number = [
        [int(text[:4]) * 12 + int(text[5:]) - 1 for text in who[name]]
        for name in ("birth_month", "first_approved_month")
    ]
    category = np.array(who["category"])
    age = np.where(category == "M60", 720, np.where(category == "F55", 660, 600))
    once = {
        "original": np.array(number[0]) + age,
        "f50": category == "F50",
        "first_month": np.array(number[1]),
        "used_months": np.array(who["used_months"]),
    }
    rows = pq.read_table(months, columns=["paid_fen", "refunded_fen", "unit_insured", "subsidised"])
    columns = {name: np.asarray(rows[name]).reshape(len(age), -1) for name in rows.column_names}
    net = columns.pop("paid_fen") - columns.pop("refunded_fen")
    monthly = {name: np.ascontiguousarray(values.T) for name, values in {**columns, "net": net}.items()}
    return once, monthly


def main() -> None:
    parser = argparse.ArgumentParser()
    for name in ("people", "months", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--chain", type=int, default=0)
    parser.add_argument("--loaded", action="store_true")
    args = parser.parse_args()
    sys.setrecursionlimit(10_000)
    clock = Clock()
    once, monthly = clock.time("load", lambda: read(args.people, args.months))
    spans = [f"{month // 12}-{month % 12 + 1:02d}" for month in range(FIRST, FIRST + len(monthly["net"]))]
    made, total, chained = system(args.chain), 0, 0
    for turn in ("first", "again") if args.loaded else ("first",):
        simulation = clock.time("build", lambda: SimulationBuilder().build_default_simulation(made, len(once["f50"])))

        def given(simulation=simulation) -> None:
            for name, values in once.items():
                simulation.set_input(name, periods.ETERNITY, values)
            for name, lines in monthly.items():
                for span, line in zip(spans, lines, strict=True):
                    simulation.set_input(name, span, line)

        def computed(simulation=simulation) -> tuple[np.ndarray, int]:
            whole = sum(simulation.calculate("paid", span).astype(np.int64) for span in spans)
            more = 0
            if args.chain:
                name = f"x{args.chain}"
                more = sum(
                    int((simulation.calculate(name, span) * simulation.calculate("granted", span)).sum())
                    for span in spans
                )
            return whole, more

        clock.time("build", given)
        sums, chained = clock.time(turn, computed)
        total = int(((sums * 4 + 3) // 6).sum())
    clock.tell(total=total, chained=chained)


if __name__ == "__main__":
    main()
