"""Faults of a pack for people and programs: file, line, column, what stands there, what is wanted, how to mend it."""

from __future__ import annotations

import re
from typing import Any, Final

from huxin.law.errors import PackError
from huxin.law.pack.words import chinese

_PLACE: Final = re.compile(r"^(.*?)(?::(\d+))?(?::(\d+))?$", re.DOTALL)


def as_json(fault: PackError, language: str = "en") -> dict[str, Any]:
    """``{"file", "line", "column", "what", "wanted", "hint"}``; line and column are 1 where a whole file is meant."""
    one = fault.problem
    found = _PLACE.match(one.field)
    file, line, column = found.groups() if found is not None else (one.field, None, None)
    words = [one.got, one.wanted, one.hint]
    what, wanted, hint = map(chinese, words) if language == "zh" else words
    return {
        "file": file, "line": int(line or 1), "column": int(column or 1), "what": what, "wanted": wanted, "hint": hint,
    }  # fmt: skip


def as_line(fault: PackError, language: str = "en") -> str:
    """One line."""
    if language == "en":
        return str(fault)
    told = as_json(fault, language)
    return f"{fault.problem.field}：写的是 {told['what']}，应当是 {told['wanted']}。{told['hint']}"


def told_in(language: str, faults: int, lacks: int | None) -> str:
    """How a pack stands, in a few words; ``lacks``: of a pack that is no city's yet."""
    if faults:
        return f"{faults} faults" if language == "en" else f"{faults} 处问题"
    if lacks:
        later = {
            "en": f"ok; no city's pack: without divisions nobody can run on it, and {lacks} needs of the code are open",
            "zh": f"没有问题；还不是一个城市的包：没有区划，程序要用的还缺 {lacks} 项",
        }
        return later[language]
    return "ok" if language == "en" else "没有问题"
