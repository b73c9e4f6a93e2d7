"""Directories and plan together, checked before anything is promised: every draw from them can be carried out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Final

from huxin.draw.directories import Directory, Inspector, Target, read_inspectors, read_targets
from huxin.draw.plan import Plan, read_plan
from huxin.draw.text import decode, normal, parse_json
from huxin.law.errors import InputError, nearest

HEAVIEST: Final = 1 << 128
"""Bound on a stratum's whole weight, so that a block of 256 bits is almost never passed over."""


@dataclass(frozen=True)
class Inputs:
    """What a draw is made from; the strata hold their objects in the order of the ids."""

    plan: Plan
    targets: Directory[Target]
    inspectors: Directory[Inspector]
    strata: Mapping[str, Sequence[Target]]

    def idle_recusals(self) -> list[dict[str, str]]:
        """Recusals of an employer that no object has: right, or a slip of the pen that somebody should look at."""
        employers = {target.employer for target in self.targets.rows.values()}
        return [
            {"inspector": one.id, "employer": employer}
            for one in self.inspectors.rows.values()
            for employer in one.recused_employers
            if employer not in employers
        ]


def read_inputs(objects: bytes, inspectors: bytes, plan: bytes) -> Inputs:
    """The three files.  Raises InputError for any fault in one of them or between them."""
    data = parse_json(decode(normal(plan), "plan"), "plan")
    return combine(read_targets(objects), read_inspectors(inspectors), read_plan(data))


def combine(targets: Directory[Target], inspectors: Directory[Inspector], plan: Plan) -> Inputs:
    """Check that they fit.  Whether enough inspectors are left is asked for every object, not only for those drawn:
    a draw that could fail after the seed is known could be made to fail.
    """
    strata: dict[str, list[Target]] = {name: [] for name in plan.strata}
    for target in targets.rows.values():
        name = plan.stratum(target)
        if name not in strata:
            where = f"objects '{target.id}', {plan.stratify_by}"
            raise InputError("stratum", where, name, "a stratum of the plan", nearest(name, strata))
        strata[name].append(target)
    for name, held in strata.items():
        _check_stratum(name, held, plan)
    if not any(plan.strata[name].of(len(held)) for name, held in strata.items()):
        raise InputError("plan", "plan.strata", "no object to draw", "at least one", "Raise a share or a count.")
    _check_recusals(targets, inspectors, plan)
    return Inputs(plan, targets, inspectors, dict(sorted(strata.items())))


def _check_stratum(name: str, held: Sequence[Target], plan: Plan) -> None:
    wanted, where = plan.strata[name].of(len(held)), f"plan.strata.{name}"
    if wanted > len(held):
        raise InputError("plan", where, wanted, f"at most {len(held)}", "There are no more objects in this stratum.")
    if sum(integer_weights(held, plan)) >= HEAVIEST:
        hint = "Use weights with fewer digits."
        raise InputError("plan", where, "weights that are too large together", "less than 2 to the 128", hint)


def integer_weights(held: Sequence[Target], plan: Plan) -> list[int]:
    """The weights of a stratum times the least common multiple of their denominators: whole, in the same proportion."""
    weights: dict[tuple[str, str], Fraction] = {}
    for target in held:
        if (target.risk, target.credit) not in weights:
            weights[target.risk, target.credit] = plan.weight(target)
    common = lcm(*(weight.denominator for weight in weights.values()))
    whole = {name: weight.numerator * (common // weight.denominator) for name, weight in weights.items()}
    return [whole[target.risk, target.credit] for target in held]


def _check_recusals(targets: Directory[Target], inspectors: Directory[Inspector], plan: Plan) -> None:
    """Names that recusals give must exist, as a slip of the pen would let the inspector in; then count who is left."""
    by_employer: dict[str, list[str]] = defaultdict(list)
    for target in targets.rows.values():
        by_employer[target.employer].append(target.id)
    away: Counter[str] = Counter()
    for one in inspectors.rows.values():
        for name in one.recused_objects:
            if name not in targets.rows:
                where = f"inspectors '{one.id}', recused_objects"
                raise InputError("recusal", where, name, "the id of an object", nearest(name, targets.rows))
        kept = set(one.recused_objects)
        kept.update(*(by_employer.get(employer, ()) for employer in one.recused_employers))
        away.update(kept)
    for name in targets.rows:
        left = len(inspectors.rows) - away[name]
        if left < plan.inspectors_each:
            hint = "Add inspectors, or take the object out and say why."
            wanted = f"{plan.inspectors_each} who may inspect it"
            raise InputError("inspectors", f"objects '{name}'", f"{left} inspectors", wanted, hint)
