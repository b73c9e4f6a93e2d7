"""Random numbers that anybody can compute again: SHA-256 over a key and a counter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from huxin.draw.text import digest

ALGORITHM: Final = "huxin-draw-1"
"""Any change of the rules below or of ``algorithm.py`` that could change a result is a new name."""
BITS: Final = 256


def lines(*parts: tuple[str, str | None]) -> str:
    """``name value`` a line under the algorithm's name; a part without a value is left out."""
    return "".join([f"{ALGORITHM}\n", *(f"{name} {value}\n" for name, value in parts if value is not None)])


def key_of(plan_sha256: str, seed: str, later: str | None) -> str:
    """The key.  The plan keeps draws apart, the seed is secret beforehand, nobody chose the later value 后公布的数."""
    return digest(lines(("plan", plan_sha256), ("seed", seed), ("later", later)))


@dataclass(frozen=True)
class Pick:
    """One random number as it is published: block ``counter`` gave ``number`` out of ``of``."""

    counter: int
    of: int
    number: int

    def as_json(self) -> dict[str, object]:
        """Large numbers as text: not every language keeps them exact otherwise."""
        return {"counter": self.counter, "of": str(self.of), "number": str(self.number)}


class Numbers:
    """The stream of one draw.  Block c is SHA-256 of ``<key> <c>``, read as a number of 256 bits."""

    def __init__(self, key: str) -> None:
        self.key, self._next = key, 0

    def below(self, limit: int) -> Pick:
        """A number from 0 to limit - 1, each exactly as likely: a block in the last, incomplete stretch is skipped."""
        whole = (1 << BITS) - (1 << BITS) % limit
        while True:
            counter, self._next = self._next, self._next + 1
            found = self.block(counter)
            if found < whole:
                return Pick(counter, limit, found % limit)

    def block(self, counter: int) -> int:
        """The block of a counter."""
        return int(digest(f"{self.key} {counter}"), 16)
