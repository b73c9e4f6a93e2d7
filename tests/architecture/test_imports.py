"""Files import each other in one direction; an import inside a function has one of four reasons."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

SOURCE: Final = Path(__file__).resolve().parents[2] / "src"
EXTRAS: Final = {"duckdb", "h3", "highspy", "numba", "numpy", "pkcs11", "pyarrow", "pyspark", "scipy", "sqlglot"}
"""Packages of extras, which load slowly and are not there in every installation."""
COMPILING: Final = {"pydantic", "yaml"}
"""What only compiling a pack takes: a compiled one is read without."""


def _name(path: Path) -> str:
    return ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")


@cache
def modules() -> dict[str, Path]:
    found = (path for path in SOURCE.rglob("*.py") if not {"tests", "migrations"} & set(path.parts))
    return {_name(path): path for path in found}


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(modules()[module].read_text(encoding="utf-8"))


def _named(node: ast.AST) -> Iterator[str]:
    """Modules of ours, and packages of others, that an import names."""
    if isinstance(node, ast.Import):
        yield from (one.name.partition(".")[0] for one in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("huxin"):
        for one in node.names:
            whole = f"{node.module}.{one.name}"
            yield whole if whole in modules() else node.module
    elif isinstance(node, ast.ImportFrom) and node.module:
        yield node.module.partition(".")[0]


def _for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)


def _imports(node: ast.AST, *, inside: bool | None) -> Iterator[str]:
    """``inside``: those in functions, those outside of them, or all of them (None); none that is for types alone."""
    for one in ast.iter_child_nodes(node):
        if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _imports(one, inside=None) if inside is not False else ()
        elif not isinstance(one, ast.expr) and not _for_types(one):
            yield from _named(one) if inside is not True else ()
            yield from _imports(one, inside=inside)


@cache
def imports(module: str, *, inside: bool | None) -> frozenset[str]:
    return frozenset(_imports(tree(module), inside=inside))


@cache
def _loads(module: str) -> frozenset[str]:
    """Packages of others that come with a module, whatever it imports on the way."""
    found, waiting, seen = set[str](), [module], set[str]()
    while waiting:
        one = waiting.pop()
        if one in seen:
            continue
        seen.add(one)
        named = imports(one, inside=False) if one in modules() else frozenset[str]()
        waiting += [name for name in named if name in modules()]
        found |= {name for name in named if name not in modules()} | ({one} if one not in modules() else set())
    return frozenset(found)


def test_no_files_import_each_other_in_a_ring() -> None:
    """Also not by an import inside a function, which only hides the ring."""
    left = {name: {one for one in imports(name, inside=None) if one in modules()} for name in modules()}
    while free := {name for name, asked in left.items() if not asked & left.keys() - {name}}:
        left = {name: asked for name, asked in left.items() if name not in free}
    assert left == {}  # a ring, and what rests on it


def test_an_import_inside_a_function_has_a_reason() -> None:
    """Django's rooms are ready in ``ready`` and no earlier; a command starts at once; extras; compiling a pack."""
    faults = []
    for name, path in modules().items():
        when_ready = path.name == "apps.py" or (path.parent.name == "pages" and path.name == "__init__.py")
        if when_ready or name.startswith("huxin.cli"):
            continue
        already = _loads(name)
        for asked in imports(name, inside=True):
            heavy = (_loads(asked) - already) & (EXTRAS | COMPILING)
            if asked in modules() and not heavy:
                faults.append(f"{name} → {asked}")
    assert faults == []


def test_what_is_looked_for_is_found() -> None:
    assert "huxin.feeds.landing" in imports("huxin.feeds.uploads", inside=True)
    assert "duckdb" in _loads("huxin.feeds.landing")
    assert "huxin.casework.case.dossier" not in imports("huxin.casework.case.hooks", inside=None)
