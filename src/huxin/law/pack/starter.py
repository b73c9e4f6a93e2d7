"""A starter pack for another city: files that check green, each with an example to follow."""

from __future__ import annotations

import re
from pathlib import Path

from huxin.law.errors import InputError, nearest
from huxin.law.pack.folders import pack_folders

_NAME = re.compile(r"[a-z][a-z0-9-]{1,30}")


def write_starter(name: str, parent: str, into: Path) -> list[Path]:
    """Write the pack ``name`` below ``into`` and return its files.

    Raises InputError for a name that cannot be one, a parent that is not installed, and a folder that is already there.
    """
    if not _NAME.fullmatch(name):
        raise InputError("pack", "NAME", name, "a short name in small letters", "Write it as taizhou or example-city.")
    known = pack_folders()
    if parent not in known:
        raise InputError("pack", "--parent", parent, "an installed pack", nearest(parent, known))
    folder = into / name
    if name in known or folder.exists():
        raise InputError(
            "pack", "NAME", name, "a name that is free", f"{folder} or a pack of that name exists already."
        )
    written = []
    for relative, text in _FILES.items():
        path = folder / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace("<NAME>", name).replace("<PARENT>", parent), encoding="utf-8")
        written.append(path)
    return written


_FILES = {
    "pack.yaml": """\
id: <NAME>
version: "1"
parent: <PARENT>
label: {zh: <NAME>, en: <NAME>}
jurisdiction: "000000"
note: Put the city's name and its six-digit division code here.
""",
    "instruments.yaml": """\
# 本市的文件.  Every source in this pack begins with an id from here or from a parent pack.
# - id: city-2022-1
#   number: 文号
#   title: {zh: 标题, en: Title}
#   issued_on: 2022-01-01
#   in_force_from: 2022-01-01
#   status: binding
#   level: city
#   confidence: V
instruments: []
""",
    "agencies.yaml": """\
# 部门.  - {id: hrss, kind: department, label: {zh: 某市人力资源和社会保障局, en: Bureau of Human Resources}}
agencies: []
""",
    "clauses.yaml": """\
# 通知的每一句要求，用自己的话写.  binds names agencies of agencies.yaml.
# - id: 二(四).1
#   article: 二(四)
#   summary: {zh: 一句话, en: One line}
#   binds: [hrss]
#   serves: [worker]
clauses: []
""",
    "pages.yaml": """\
# 哪个页面为哪句话服务.  - {path: /money/, title: {zh: 算钱, en: Money}, clauses: [二(四).1]}
pages: []
""",
    "readings.yaml": """\
# 本市选定的解释口径.  A choice of the parent pack is changed like this:
# - name: cap_count
#   override: extend
#   default: [{choice: calendar}]
#   adopted: true
#   source: city-2022-1 一
readings: []
""",
    "parameters/city.yaml": """\
# 本市的数值.  A value of the parent pack is changed from a date on like this:
# - id: subsidy.ratio
#   override: extend
#   scope: city
#   values:
#   - {value: "3/4", valid_from: 2022-01-01, source: city-2022-1 二, confidence: V}
parameters: []
""",
    "tests/city.yaml": """\
# 每个事项至少一个算好的例子.  Worked examples: facts in, verdict and amounts out.
# - name: one month
#   item: retirement-age
#   clause: npc-2024-retirement 一
#   facts: {birth_date: 1965-01-01, category: M60}
#   on: 2026-01-01
#   verdict: granted
#   outputs: {retire_month: 2025-02}
tests: []
""",
}
