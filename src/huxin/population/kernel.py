"""A kernel that runs: compiled to machine code where Numba is installed, the same function in plain Python otherwise.

The compiled code is kept on disk under the hash of the pack and of the kernel's text.  A person with sums of money
beyond the limits within which 64 bits are proven to do is computed by the plain function, whose numbers have no end.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from huxin.law.errors import InputError
from huxin.law.pack.load import cache_folder
from huxin.population.program import Program, loaded

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]
Arrays = Mapping[str, NDArray[Any]]
_KEPT: Final = 100
_FEW: Final = 4096
"""Fewer people than this are not worth a second thread."""


@dataclass(frozen=True)
class Results:
    """Per person: the results by column (int64 or bool) and who the law leaves undecided (a parameter is missing)."""

    columns: Arrays
    undecided: Flags


class Kernel:
    """The rules of one item over columns.  ``compiled`` tells which of the two forms runs."""

    def __init__(self, program: Program, *, compiled: bool | None = None) -> None:
        """``compiled`` None takes Numba where it is installed.  Compiles nothing before ``warm`` or the first run."""
        self.program = program
        have = importlib.util.find_spec("numba") is not None
        self.compiled = have if compiled is None else compiled
        if self.compiled and not have:
            raise InputError("engine", "numba", "not installed", "Numba", "pip install 'huxin[population]'")
        self._plain = loaded(program.text, "<kernel>")
        self._fast = _machine_code(program) if self.compiled else None
        self._workers = max(1, min(os.cpu_count() or 1, 16))

    def warm(self) -> None:
        """Compile, or load the compiled code, by a run over nobody."""
        form = self.program.form
        nobody = {column.name: _empty(column.stored) for column in (*form.person, *form.rows)}
        self.run(np.zeros(1, np.int64), nobody)

    def run(self, offsets: Numbers, columns: Arrays) -> Results:
        """Compute every person.

        ``offsets`` has one entry more than there are people: rows ``offsets[i]`` to ``offsets[i + 1]`` are those of
        person ``i``, sorted by month.  ``columns`` holds, by the form's column names, one value per person or per row
        (int64, flags bool): months and days as numbers, money in fen, categories as the program's words number them.
        """
        people = len(offsets) - 1
        out = {name: np.zeros(people, _dtype(kind.kind)) for name, kind in self.program.types.items()}
        undecided = np.zeros(people, np.bool_)
        found = Results(out, undecided)
        if self._fast is None:
            self._in_plain_python(range(people), offsets, columns, found)
            return found
        form = self.program.form
        inputs = [_readable(columns[column.name]) for column in (*form.person, *form.rows)]
        self._in_machine_code(people, (self.program.on.toordinal(), offsets, *inputs, undecided, *out.values()))
        self._in_plain_python(self._beyond(offsets, columns), offsets, columns, found)
        return found

    def _in_machine_code(self, people: int, given: tuple[Any, ...]) -> None:
        """Everybody, shared out among the processors; machine code holds no lock of Python's."""
        fast = self._fast
        assert fast is not None  # noqa: S101 - asked only where there is some
        if people <= _FEW:
            fast(0, people, *given)
            return
        edges = [people * piece // self._workers for piece in range(self._workers + 1)]
        with ThreadPoolExecutor(self._workers) as pool:
            list(pool.map(lambda first, last: fast(first, last, *given), edges, edges[1:]))

    def _beyond(self, offsets: Numbers, columns: Arrays) -> Sequence[int]:
        """The people with a sum of money beyond the proven limits."""
        limits, money = self.program.limits, [one.name for one in self.program.form.rows if one.stored == "fen"]
        wide = [name for name in money if len(columns[name]) and columns[name].max() > limits[name].high]
        rows = [np.flatnonzero(columns[name] > limits[name].high) for name in wide]
        found = np.unique(np.concatenate(rows)) if rows else np.zeros(0, np.int64)
        return sorted({int(one) for one in np.searchsorted(offsets, found, "right") - 1})

    def _in_plain_python(self, people: Sequence[int], offsets: Numbers, columns: Arrays, found: Results) -> None:
        form = self.program.form
        for i in people:
            start, end = int(offsets[i]), int(offsets[i + 1])
            person = [[columns[column.name][i].item()] for column in form.person]
            rows = [columns[column.name][start:end].tolist() for column in form.rows]
            undecided, out = [False], [[0] for _ in found.columns]
            self._plain(0, 1, self.program.on.toordinal(), [0, end - start], *person, *rows, undecided, *out)
            found.undecided[i] = undecided[0]
            for (name, column), value in zip(found.columns.items(), out, strict=True):
                try:
                    column[i] = value[0]
                except OverflowError:
                    raise InputError("out_of_range", name, value[0], "at most 64 bits", "Check the sums.") from None


def _readable(values: NDArray[Any]) -> NDArray[Any]:
    """The same numbers, always of the one kind that the machine code was made for: in a row, not to be written to."""
    found = np.ascontiguousarray(values).view()
    found.flags.writeable = False
    return found


def _empty(stored: str) -> NDArray[Any]:
    return np.zeros(0, np.bool_ if stored == "flag" else np.int64)


def _dtype(kind: str) -> type[np.bool_] | type[np.int64]:
    return np.bool_ if kind == "bool" else np.int64


def _machine_code(program: Program) -> Callable[..., None]:
    from numba import njit

    options: dict[str, Any] = {"nogil": True, "error_model": "numpy"}
    place = _kept(program)
    kernel = loaded(program.text, str(place or "<kernel>"), njit(**options))
    if place is not None:
        with suppress(RuntimeError):  # no place for the cache after all
            return njit(cache=True, **options)(kernel)  # type: ignore[no-any-return]
    return njit(**options)(kernel)  # type: ignore[no-any-return]


def _kept(program: Program) -> Path | None:
    """The text on disk, beside which Numba keeps what it made of it; None where there is no safe place."""
    text = program.text.encode()
    folder = cache_folder().parent / "kernels"
    place = folder / f"{program.pack.hash.removeprefix('sha256:')[:16]}-{hashlib.sha256(text).hexdigest()[:16]}.py"
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        state = folder.stat()
        if state.st_uid != os.getuid() or state.st_mode & 0o022:
            return None
        if not place.exists() or place.read_bytes() != text:
            handle, temporary = tempfile.mkstemp(dir=folder)
            with os.fdopen(handle, "wb") as stream:
                stream.write(text)
            Path(temporary).replace(place)
            _forget_old(folder)
        return place
    return None


def _forget_old(folder: Path) -> None:
    """Keep the newest kernels: every value that somebody tried with --set has one of its own."""
    texts = sorted(folder.glob("*.py"), key=lambda path: path.stat().st_mtime)
    for text in texts[:-_KEPT]:
        for path in (text, *(folder / "__pycache__").glob(f"{text.stem}.*")):
            path.unlink(missing_ok=True)
