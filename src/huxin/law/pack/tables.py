"""Table tests of a pack: facts in, expected verdict, outputs and reasons out, each with its clause."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from huxin.law.errors import InputError
from huxin.law.evaluation.evaluate import Evaluation, evaluate
from huxin.law.pack.model import Pack, TableTest


@dataclass(frozen=True)
class TableResult:
    """One table test: what was expected and what came out, empty when they agree; ``on_kernel``: on both engines."""

    test: TableTest
    differences: tuple[str, ...]
    on_kernel: bool = False

    @property
    def passed(self) -> bool:
        return not self.differences


Kernel = Callable[[Evaluation], Iterable[str] | None]
"""What another engine says differently of a result; None where its facts have no form there."""


def run_tables(pack: Pack, kernel_says: Kernel | None = None) -> Iterator[TableResult]:
    """Run the pack's table tests one by one on the scalar evaluator, those of population items on the kernel too."""
    for test in pack.tests:
        kernel = _on_the_kernel(pack, test, kernel_says) if kernel_says else None
        yield TableResult(test, (*differences(pack, test), *(kernel or ())), kernel is not None)


def _on_the_kernel(pack: Pack, test: TableTest, kernel_says: Kernel) -> list[str] | None:
    """What the population kernel says differently; None where these facts have no population form."""
    if test.item not in pack.items or not pack.items[test.item].population:
        return None
    with suppress(InputError):  # facts that are refused are told by the scalar evaluator
        found = evaluate(pack, test.item, test.facts, on=test.on, sets=test.sets, readings=test.readings)
        told = kernel_says(found)
        return None if told is None else list(told)
    return None


def differences(pack: Pack, test: TableTest) -> Iterator[str]:
    """What one table test finds wrong, one line each."""
    try:
        found = evaluate(pack, test.item, test.facts, on=test.on, sets=test.sets, readings=test.readings).as_json()
    except InputError as error:
        yield f"refused: {error}"
        return
    yield from _differ("verdict", test.verdict, found["verdict"])
    if test.certainty is not None:
        yield from _differ("certainty", test.certainty, found["certainty"])
    for name, wanted in test.outputs.items():
        yield from _differ(name, wanted, found["outputs"].get(name, {}).get("value"))
    if test.missing is not None:
        yield from _differ("missing", list(test.missing), found["missing"])
    if test.reasons is not None:
        yield from _reasons(test.reasons, found["reasons"])


def _reasons(wanted: Mapping[str, tuple[str, ...]], given: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Every code must match; rows are compared where the test names some.

    ``CODE.TEST`` asks for the condition that failed too: then every reason of this code must be so named.
    """
    told: dict[str, list[str]] = {}
    exact = {code.partition(".")[0] for code in wanted if "." in code}
    for reason in given:
        code = f"{reason['code']}.{reason['test']}" if reason["code"] in exact else reason["code"]
        told.setdefault(code, []).extend(reason.get("months", []))
    yield from _differ("reasons", sorted(wanted), sorted(told))
    for code, rows in wanted.items():
        if rows and code in told:
            yield from _differ(f"reason {code}", list(rows), told[code])


def _differ(name: str, wanted: Any, got: Any) -> Iterator[str]:
    if wanted != got and str(wanted) != str(got):
        yield f"{name}: wanted {wanted}, got {got}"
