"""The kernels of a request: the law that is asked for, and with a comparison the pack's own law before it."""

from __future__ import annotations

from dataclasses import dataclass

from huxin.population.form import form_of
from huxin.population.kernel import Kernel
from huxin.population.request import SimulationRequest
from huxin.population.source import generate
from huxin.population.stages import Stages


@dataclass(frozen=True)
class Laws:
    """Kernels that are ready to run."""

    after: Kernel
    before: Kernel | None


def laws(request: SimulationRequest, stages: Stages) -> Laws:
    """Generate and compile.  Raises InputError where the item has no population form or an option is wrong."""
    form = form_of(request.item)
    with stages.stage("generate"):
        after = generate(request.pack, form, request.on, request.sets, request.readings)
        before = generate(request.pack, form, request.on) if request.compare else None
    with stages.stage("compile"):
        kernels = [None if one is None else Kernel(one, compiled=request.compiled) for one in (after, before)]
        for kernel in kernels:
            if kernel is not None:
                kernel.warm()
    first, second = kernels
    assert first is not None  # noqa: S101 - there is always a law that is asked for
    return Laws(first, second)
