"""Roads as a plain text: "n m p", then m lines "i j cost".  Every vertex is a point of weight 1 and a candidate."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import IO, Any, Final

import numpy as np

from huxin.law.errors import InputError, shown
from huxin.siting.machine import Numbers, Places

MOST_VERTICES: Final = 20_000
MOST_EDGES: Final = 2_000_000
_MOST_LINE: Final = 1_000


@dataclass(frozen=True)
class Network:
    """Vertices 0…n−1, undirected edges, the number of sites that the file asks for."""

    vertices: int
    sites: int
    edges: dict[tuple[int, int], float]

    @property
    def whole(self) -> bool:
        """Whether all costs are whole numbers."""
        return all(cost.is_integer() for cost in self.edges.values())

    def matrix(self) -> Any:
        """The edges as a sparse matrix of SciPy, both ways."""
        from scipy.sparse import csr_matrix

        ends = np.asarray([*self.edges], dtype=np.int64).reshape(-1, 2)
        costs = np.asarray([*self.edges.values()])
        rows, columns = np.concatenate([ends[:, 0], ends[:, 1]]), np.concatenate([ends[:, 1], ends[:, 0]])
        shape = (self.vertices, self.vertices)
        return csr_matrix((np.concatenate([costs, costs]), (rows, columns)), shape=shape)


def read_network(path: Path) -> Network:
    """A file in that form; of a repeated edge the last line counts.  Raises InputError with the line."""
    try:
        with path.open(encoding="utf-8-sig") as stream:
            found = _network(_lines(stream))
    except OSError as error:
        raise InputError("file", "--network", str(path), "a file that can be read", f"{error.strerror}.") from None
    except UnicodeDecodeError:
        raise InputError("file", "--network", str(path), "plain text", "Is it the right file?") from None
    _check_connected(found)
    return found


def _lines(stream: IO[str]) -> Iterator[tuple[str, list[str]]]:
    number = 0
    while line := stream.readline(_MOST_LINE + 1):
        number += 1
        if len(line) > _MOST_LINE:
            raise InputError("line", f"--network, line {number}", shown(line, 40), "three numbers", "One edge a line.")
        if line.strip():
            yield f"--network, line {number}", line.split()


def _network(lines: Iterator[tuple[str, list[str]]]) -> Network:
    here, first = next(lines, ("--network, line 1", []))
    vertices, many, sites = (_whole(first, at, here, "n m p: vertices, edges and sites") for at in range(3))
    if len(first) != 3 or not 1 <= vertices <= MOST_VERTICES or many > MOST_EDGES:
        hint = f"At most {MOST_VERTICES:,} vertices and {MOST_EDGES:,} edges."
        raise InputError("network", here, " ".join(first), "n m p: vertices, edges and sites", hint)
    edges: dict[tuple[int, int], float] = {}
    counted = 0
    for here, words in lines:
        counted += 1
        if counted > many:
            raise InputError("network", here, f"edge {counted}", f"{many} edges as line 1 says", "Correct line 1.")
        ends = sorted(_whole(words, at, here, "i j cost") - 1 for at in range(2))
        if len(words) != 3 or ends[0] < 0 or ends[1] >= vertices:
            hint = f"Vertices are numbered from 1 to {vertices}."
            raise InputError("network", here, " ".join(words), "i j cost", hint)
        if ends[0] != ends[1]:
            edges[ends[0], ends[1]] = _cost(words[2], here)
    if counted < many:
        hint = "The file is cut off, or line 1 is wrong."
        raise InputError("network", "--network", f"{counted} edges", f"{many} edges as line 1 says", hint)
    return Network(vertices, sites, edges)


def _whole(words: list[str], at: int, here: str, wanted: str) -> int:
    if at < len(words) and words[at].isascii() and words[at].isdigit() and len(words[at]) < 10:
        return int(words[at])
    raise InputError("network", here, " ".join(words) or "nothing", wanted, "Whole numbers with spaces between them.")


def _cost(text: str, here: str) -> float:
    try:
        cost = float(text)
    except ValueError:
        cost = float("nan")
    if not isfinite(cost) or not 0 <= cost <= 1e9:
        raise InputError("cost", here, text, "a number from 0 to 1e9", "A length is never negative.")
    return cost


def _check_connected(network: Network) -> None:
    from scipy.sparse.csgraph import connected_components

    parts, of = connected_components(network.matrix(), directed=False)
    if parts > 1:
        away = int(np.flatnonzero(of != of[0])[0]) + 1
        hint = "Add the missing edges, or plan each part by itself."
        got = f"{parts} parts: no way leads from vertex 1 to vertex {away}"
        raise InputError("network", "--network", got, "one connected network", hint)


def distances(network: Network, sources: Places) -> Numbers:
    """The shortest way from each source to every vertex."""
    from scipy.sparse.csgraph import dijkstra

    return np.asarray(dijkstra(network.matrix(), directed=True, indices=sources))


def nearest(network: Network, chosen: Places) -> Numbers:
    """The shortest way from every vertex to the nearest chosen one."""
    from scipy.sparse.csgraph import dijkstra

    return np.asarray(dijkstra(network.matrix(), directed=True, indices=chosen, min_only=True))
