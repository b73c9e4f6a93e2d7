"""A kernel before it is compiled, and the plain function that its text is."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import ModuleType
from typing import Any

from huxin.law.evaluation.lookups import PackLookups
from huxin.law.expr import ir
from huxin.law.pack.model import Pack
from huxin.population.form import Form, ValueRange


@dataclass(frozen=True)
class Program:
    """A kernel before it is compiled: its text, what its columns may hold, its categories' numbers."""

    text: str
    form: Form
    limits: Mapping[str, ValueRange]
    types: Mapping[str, ir.Type]
    words: Mapping[str, int]
    choices: Mapping[str, tuple[str, ...]]
    most_rows: int
    lookups: PackLookups
    pack: Pack
    on: date


def loaded(text: str, place: str, wrap: Callable[[Any], Any] | None = None) -> Callable[..., None]:
    """The kernel of a generated text; ``wrap`` is put round each of its helpers.

    The text is our own: written from a checked tree, in which a pack can place numbers but no code.  It becomes a
    module with a name of its own, by which Numba finds its way back from code that was kept on disk.
    """
    module = ModuleType(f"huxin_kernel_{hashlib.sha256(text.encode()).hexdigest()[:16]}_{'' if wrap else 'plain'}")
    exec(compile(text, place, "exec", dont_inherit=True), module.__dict__)  # noqa: S102
    if wrap is not None:
        sys.modules[module.__name__] = module
        for name, found in [*vars(module).items()]:
            if getattr(found, "__module__", "") == module.__name__ and name != "kernel":
                setattr(module, name, wrap(found))
    kernel: Callable[..., None] = module.__dict__["kernel"]
    return kernel
