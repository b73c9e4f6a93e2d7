"""``make check``: what to run before a commit, in a minute and a half: lint, the tests of what changed, a smoke walk.

Whatever differs from ``main`` (or, on it, from the last commit) counts as changed.  A test is one of a changed module's
if it changed itself or imports the module by name; the rest is ``make test``'s.
"""

from __future__ import annotations

import ast
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
BIN: Final = ROOT / ".venv" / "bin"
LINT: Final = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("lint-imports",),
    ("djlint", "src", "--check", "--lint", "--quiet"),
)
SMOKE: Final = (
    "tests/first_floor/test_one_case.py",
    "tests/architecture/test_service.py",
    "src/huxin/law/tests/test_clock_contract.py",
)
"""One case from form to money, what every room keeps to, and the answers that other programs rely on."""
MOST: Final = 12
"""Files of tests besides the smoke walk; more is work for the lanes."""


def changed() -> set[Path]:
    """Files that differ from the branch that we set out from, committed or not."""
    base = _git("merge-base", "HEAD", "main") or ["HEAD"]
    names = _git("diff", "--name-only", base[0]) + _git("ls-files", "--others", "--exclude-standard")
    return {path for name in names if (path := ROOT / name).exists()}


def tests_of(files: Iterable[Path]) -> list[Path]:
    """The tests among them, and those that import one of the modules; the most specific first."""
    touched = set(files)
    modules = {_module(path) for path in touched if path.suffix == ".py" and ROOT / "src" in path.parents}
    found = {path: 0 for path in touched if path.name.startswith("test_")}
    for path in [*ROOT.glob("tests/**/test_*.py"), *ROOT.glob("src/**/test_*.py")]:
        hits = modules & set(_imported(path))
        if hits and path not in found:
            found[path] = len(hits)
    slow = {path for path in found if "browser" in path.parts or "crash" in path.parts}
    return sorted(set(found) - slow, key=lambda path: (found[path] > 0, -found[path], str(path)))[:MOST]


def main() -> int:
    """Run everything, say what failed.  Returns the exit status."""
    began = time.monotonic()
    tests = [str(path.relative_to(ROOT)) for path in tests_of(changed())]
    smoke = [name for name in SMOKE if name not in tests]
    commands = [
        *([str(BIN / name), *rest] for name, *rest in LINT),
        [str(BIN / "python"), "-m", "pytest", "-q", *smoke, *tests],
    ]
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(_run, commands))
    for command, result in zip(commands, results, strict=True):
        if result.returncode:
            print(f"--- {' '.join(command[:3])}\n{result.stdout}{result.stderr}")
    print(f"{len(tests)} files of tests changed or touched; {time.monotonic() - began:.0f} s")
    return max(result.returncode for result in results)


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def _git(*argv: str) -> list[str]:
    return subprocess.run(["git", *argv], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split("\n")[:-1]


def _module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT / "src").with_suffix("").parts).removesuffix(".__init__")


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{one.name}" for one in node.names)
        elif isinstance(node, ast.Import):
            yield from (one.name for one in node.names)


if __name__ == "__main__":
    sys.exit(main())
