"""Faults of a pack: the first one stops a load, ``huxin pack check`` gathers them all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from huxin.law.errors import PackError


class Faults:
    """Where a check reports.  ``gather`` False raises the first fault; True keeps them in ``found``."""

    def __init__(self, *, gather: bool = False) -> None:
        self.gather = gather
        self.found: list[PackError] = []

    def add(self, where: str, got: object, wanted: str, hint: str) -> None:
        """Report one fault.  Raises it unless faults are gathered."""
        self._take(PackError(where, got, wanted, hint))

    @contextmanager
    def caught(self) -> Iterator[None]:
        """A part that may raise PackError; the parts after it are still looked at when faults are gathered."""
        try:
            yield
        except PackError as error:
            self._take(error)

    def halt(self) -> None:
        """End of a phase: what follows would only repeat the faults found so far.  Raises the first of them."""
        if self.found:
            raise self.found[0]

    def _take(self, error: PackError) -> None:
        if not self.gather:
            raise error
        if all(str(error) != str(known) for known in self.found):
            self.found.append(error)
