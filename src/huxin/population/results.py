"""The results of an item in a kernel: what the verdict is, and which amounts a refusal sets to nothing."""

from __future__ import annotations

from collections.abc import Mapping

from huxin.law.expr import ir
from huxin.law.values import Unknown, read
from huxin.population.lower import joined, lower
from huxin.population.numbers import chosen
from huxin.population.plan import KernelPlan
from huxin.population.value import NamesInReach, Value, constant, fixed_truth, refuse, truth


def results(plan: KernelPlan) -> tuple[Mapping[str, Value], int]:
    """The results by column, in the kernel's text, and the number of passes that they need."""
    verdict = _verdict(plan)
    nothing = joined(
        "or",
        [_is(verdict, word, plan) for word in ("refused", "not_yet")],
        ir.Const(ir.BOOL, (0, 0), None),
        plan,
    )
    outputs = {name: (output, node) for name, output, node in plan.compiled.outputs}
    found: dict[str, Value] = {}
    for column, name in plan.form.results.items():
        if name == "verdict":
            found[column] = verdict
            continue
        output, node = outputs[name]
        value = lower(node, NamesInReach(), plan)
        if isinstance(value.const, Unknown):
            asked = ", ".join(sorted(value.const.paths | value.const.pending))
            raise refuse(f"output {name}", f"nothing known of {asked}", "Choose a reading that does not ask for it.")
        if output.on_refusal is not None:
            refused = constant(value.type, read("money", output.on_refusal), plan.words)
            value = (
                (refused if nothing.const else value) if nothing.fixed else chosen(value.type, nothing, refused, value)
            )
        found[column] = value
    return found, max([verdict.level, *(value.level for value in found.values())])


def _verdict(plan: KernelPlan) -> Value:
    """The number of the verdict's word."""
    kind = ir.Type("category")
    whole: Value | None = None
    tested = [
        (rule, None if node is None else lower(node, NamesInReach(), plan)) for rule, node in plan.compiled.verdict
    ]
    for rule, test in reversed(tested):
        word = constant(kind, rule.verdict, plan.words)
        if test is None or whole is None or test.const is True:
            whole = word
        elif test.const is not False:
            whole = chosen(kind, test, word, whole)
    assert whole is not None  # noqa: S101 - the last verdict has no condition
    return plan.written("i_verdict", whole, plan.person_lines)


def _is(verdict: Value, word: str, plan: KernelPlan) -> Value:
    if verdict.fixed:
        return fixed_truth(verdict.const == word)
    return truth(f"({verdict.text} == {plan.words.code(word)})", verdict.level)
