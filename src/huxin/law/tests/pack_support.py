# ruff: noqa: E501 - the YAML below keeps an entry on its line
"""A small invented pack in a folder of its own, to be broken on purpose."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

PACK = """\
id: tiny
version: "1"
parent: null
label: {zh: 小城, en: Tiny}
jurisdiction: "000000"
"""
INSTRUMENTS = """\
instruments:
- id: rule-1
  number: 小城发〔2020〕1号
  title: {zh: 补助办法, en: Measures on the allowance}
  status: binding
  level: city
  confidence: V
"""
PARAMETERS = """\
parameters:
- id: allowance.share
  label: {zh: 比例, en: Share}
  type: ratio
  values:
  - {value: "1/2", valid_from: 2020-01-01, valid_to: 2022-01-01, source: rule-1 一, confidence: V}
  - {value: "2/3", valid_from: 2022-01-01, source: rule-1 一, confidence: V}
- id: allowance.floor
  label: {zh: 起点, en: Floor}
  type: money
  unit: CNY
  values:
  - {value: "100.00", source: rule-1 二, confidence: U}
"""
READINGS = """\
readings:
- name: who_counts
  label: {zh: 谁算, en: Who counts}
  choices:
    all: {label: {zh: 都算, en: Everybody}, argument: {zh: 条文没有限制。, en: The text sets no limit.}}
    members: {label: {zh: 会员, en: Members}, argument: {zh: 习惯如此。, en: It is the custom.}}
  default: [{choice: all}]
"""
CLAUSES = """\
clauses:
- {id: 一.1, article: 一, summary: {zh: 发补助, en: Pay the allowance}, binds: [office], serves: [worker]}
- {id: 一.2, article: 一, summary: {zh: 办快点, en: Be quick}, binds: [office], serves: [worker]}
- {id: 二.1, article: 二, summary: {zh: 讲清楚, en: Explain}, binds: [office], serves: [worker]}
"""
AGENCIES = """\
agencies:
- {id: office, kind: department, label: {zh: 小城办, en: Office}}
"""
PAGES = """\
pages:
- {path: /allowance/, title: {zh: 补助, en: Allowance}, clauses: [一.1]}
"""
ITEM = """\
id: allowance
label: {zh: 补助, en: Allowance}
clause: rule-1 一
serves: [一.1]
facts:
  born_on: {type: date, required: true, label: {zh: 出生日期, en: Date of birth}}
  member: {type: bool, required: true, label: {zh: 会员, en: Member}}
  kind: {type: category, required: true, values: [basic, plus, none], label: {zh: 类别, en: Kind}}
  months:
    type: list
    required: true
    label: {zh: 月份, en: Months}
    row:
      month: {type: month, required: true, label: {zh: 月份, en: Month}}
      paid: {type: money, required: true, label: {zh: 缴费, en: Paid}}
      own: {type: bool, default: true, label: {zh: 自己缴, en: Own}}
tables:
  by_month:
    source: months
    group_by: month
    fields:
      net: sum(r.paid for r in rows if r.own)
rules:
- name: adult
  label: {zh: 已成年, en: Of age}
  clause: rule-1 三
  expr: add_years(born_on, 18) <= on
- name: high_enough
  over: by_month
  label: {zh: 够起点, en: At least the floor}
  expr: net >= P.allowance.floor[month]
- name: granted
  over: by_month
  label: {zh: 可补, en: Granted}
  expr: adult and high_enough and kind != 'none' and (R.who_counts == 'all' or member)
- name: total
  label: {zh: 合计, en: Total}
  expr: round_fen(sum(m.net * P.allowance.share[m.month] for m in by_month if m.granted), 'half_up')
outputs:
  amount: {expr: total, unit: CNY, on_refusal: "0.00", label: {zh: 金额, en: Amount}}
reasons:
- {code: too_young, when: not adult, clause: rule-1 三, text: {zh: 还没成年。, en: Not of age.}, change: {zh: 成年后再来。, en: Come back then.}}
- {code: too_low, over: by_month, when: not granted and not high_enough, clause: rule-1 二, text: {zh: 低于起点。, en: Below the floor.}}
verdict:
- {verdict: granted, when: "count(m for m in by_month if m.granted) > 0"}
- {verdict: refused}
"""
TESTS = """\
tests:
- name: two months
  item: allowance
  clause: rule-1 一
  facts: {born_on: 1990-01-01, member: true, kind: basic, months: [{month: 2021-05, paid: "300.00"}, {month: 2022-05, paid: "300.00"}]}
  on: 2022-06-01
  verdict: granted
  outputs: {amount: "350.00"}
"""
CALENDAR = """\
year: 2026
holidays:
  new_year: [2026-01-01]
  spring_festival: [2026-02-16]
workdays: [2026-02-14]
source: a notice
confidence: S
"""
FILES: Mapping[str, str] = {
    "pack.yaml": PACK,
    "instruments.yaml": INSTRUMENTS,
    "parameters/all.yaml": PARAMETERS,
    "readings.yaml": READINGS,
    "clauses.yaml": CLAUSES,
    "agencies.yaml": AGENCIES,
    "pages.yaml": PAGES,
    "items/allowance.yaml": ITEM,
    "tests/allowance.yaml": TESTS,
}


def write_pack(root: Path, files: Mapping[str, str] = FILES, name: str = "tiny") -> Path:
    """Write the files of one pack below ``root`` and return ``root``."""
    for relative, text in files.items():
        path = root / name / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def changed(relative: str, old: str, new: str) -> dict[str, str]:
    """The files with one text replaced; the old text must stand there."""
    assert old in FILES[relative], old
    return {**FILES, relative: FILES[relative].replace(old, new, 1)}


def place(relative: str, text: str, needle: str, name: str = "tiny") -> str:
    """``file:line:column`` of a needle in a text."""
    index = text.index(needle)
    line = text.count("\n", 0, index) + 1
    column = index - (text.rfind("\n", 0, index) + 1) + 1
    return f"{name}/{relative}:{line}:{column}"
