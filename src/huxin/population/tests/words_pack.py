# ruff: noqa: E501 - the YAML below keeps an entry on its line
"""An invented item that uses every word of the rule language that a kernel knows, and random facts for it."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from huxin.law.dates import format_month
from huxin.law.pack.load import load_pack
from huxin.law.pack.model import Pack
from huxin.law.tests.pack_support import FILES, PARAMETERS, READINGS, write_pack
from huxin.law.values import yuan

ON = date(2026, 6, 15)
MORE_PARAMETERS = """\
- id: allowance.rate
  label: {zh: 比率, en: Rate}
  type: table
  of: ratio
  keys: kind
  values:
  - {value: {basic: "1/3", plus: "0.25", none: "0"}, valid_to: 2022-03-15, source: rule-1 一, confidence: V}
  - {value: {basic: "1/7", plus: "0.25", none: "1/10"}, valid_from: 2022-03-15, valid_to: 2023-01-01, source: rule-1 一, confidence: V}
  - {value: {basic: "2/3", "*": "1/2"}, valid_from: 2023-01-01, source: rule-1 一, confidence: V}
- id: allowance.late
  label: {zh: 后来才有, en: Came later}
  type: int
  values:
  - {value: 3, valid_from: 2022-06-01, valid_to: 2023-06-01, source: rule-1 一, confidence: V}
  - {value: null, valid_from: 2023-06-01, source: rule-1 一, confidence: V}
"""
MORE_READINGS = """\
- name: changing
  label: {zh: 变过, en: Changed}
  choices:
    strict: {label: {zh: 严, en: Strict}, argument: {zh: 起初如此。, en: At first.}}
    mild: {label: {zh: 宽, en: Mild}, argument: {zh: 后来如此。, en: Later.}}
  default: [{choice: strict}, {choice: mild, start: 2022-07-01}]
"""
ITEM = """\
id: allowance
label: {zh: 补助, en: Allowance}
clause: rule-1 一
serves: [一.1]
population: true
facts:
  born_on: {type: date, required: true, label: {zh: 出生日期, en: Date of birth}}
  left_on: {type: date, null_means: none, label: {zh: 离开, en: Left}}
  member: {type: bool, required: true, label: {zh: 会员, en: Member}}
  kind: {type: category, required: true, values: [basic, plus, none], label: {zh: 类别, en: Kind}}
  children: {type: int, default: 0, label: {zh: 孩子, en: Children}}
  absences: {type: list, label: {zh: 缺席, en: Absences}, row: {from: {type: month, required: true, name: start, label: {zh: 起, en: From}}, serious: {type: bool, required: true, label: {zh: 严重, en: Serious}}}}
  town: {type: text, label: {zh: 镇, en: Town}}
  months:
    type: list
    required: true
    label: {zh: 月份, en: Months}
    row:
      month: {type: month, required: true, label: {zh: 月份, en: Month}}
      paid: {type: money, required: true, label: {zh: 缴费, en: Paid}}
      own: {type: bool, default: true, label: {zh: 自己缴, en: Own}}
      place: {type: category, default: here, values: [here, there, away], label: {zh: 哪里, en: Where}}
tables:
  by_month:
    source: months
    where: "place != 'away'"
    group_by: month
    fields:
      net: sum(r.paid for r in rows if r.own)
      rows_there: count(r for r in rows if r.place == 'there')
      least: min(r.paid for r in rows)
      most: max(r.paid for r in rows if r.own)
      all_own: all(r.own for r in rows)
      some_own: any(r.own for r in rows if r.place == 'here')
rules:
RULES
outputs:
OUTPUTS
reasons: []
verdict:
- {verdict: not_yet, when: "count(m for m in by_month) == 0"}
- {verdict: refused, when: "member and kind == 'none'"}
- {verdict: granted}
"""
PERSON_RULES: Mapping[str, str] = {
    "adult_on": "add_years(born_on, 18)",
    "age": "years_completed(born_on, on)",
    "days_since": "whole(on - born_on) + whole(days_between(born_on, add_days(on, 3)))",
    "next_day": "first_day(month_of(born_on)) + 40",
    "stayed": "left_on is None or left_on > adult_on",
    "gone": "is_none(left_on)",
    "calendar": "year_of(born_on) * 100 + month_number(born_on) + whole(months_between(born_on, on)) // 7 - (-children) // 2",
    "grade": "'high' if age >= 40 and member else 'low' if kind in ('basic', 'plus') else 'no'",
    "either": "(1 if grade == 'high' else 2 if grade != 'no' else 3)",
    "missed": "any(a.start <= month_of(on) and a.serious for a in absences)",
    "never_serious": "all(not a.serious for a in absences if a.start < month_of(born_on))",
    "times_missed": "count(a for a in absences if a.serious)",
    "of_years": "max(min(age, 60), 20, abs(children - 3))",
    "plain": "not (member or kind == 'plus') and 10 <= age < 50",
    "heard": "given(children)",
}
ROW_RULES: Mapping[str, str] = {
    "base": "net * P.allowance.rate[month][kind]",
    "steps": "running_count(net > 0 * net)",
    "so_far": "running_sum(net)",
    "shares_so_far": "running_sum(net * P.allowance.share[first_day(month)])",
    "before": "previous(net, 0 * net)",
    "was_own": "previous(all_own, true_at_first)",
    "rise": "net - before",
    "mild": "R.changing[month] == 'mild'",
    "fixed": "round_fen(rise / 7, 'half_even') + round_fen(net * 2 / 3, 'up') - round_fen(rise * P.allowance.rate[last_day(month)][kind], 'down')",
    "bonus": "yuan(rows_there) if mild else 0 * net",
    "counted": "some_own and net >= P.allowance.floor[month] and (rise > 0 * net or steps <= 5)",
}
LATE_RULES: Mapping[str, str] = {
    "total": "sum(m.base for m in by_month if m.counted)",
    "any_own": "any(m.all_own for m in by_month)",
    "always_own": "all(m.all_own for m in by_month if m.counted)",
    "first_good": "first_where(m.month for m in by_month if m.counted)",
    "last_good": "last_where(m.month for m in by_month if m.net > 0 * m.net)",
    "highest": "max(m.net for m in by_month)",
    "lowest": "min(m.so_far for m in by_month if m.counted)",
    "numbered": "sum(m.steps for m in by_month) + count(m for m in by_month if not m.was_own)",
}
SECOND_PASS: Mapping[str, str] = {
    "above": "first_good is not None and month >= first_good and base * 10 >= total",
}
LAST_RULES: Mapping[str, str] = {"above_count": "count(m for m in by_month if m.above)"}
OUTPUTS: Mapping[str, str] = {
    "amount": "round_fen(total + sum(m.bonus for m in by_month), 'half_up')",
    "fixed": "sum(m.fixed for m in by_month)",
    "shares": "round_fen(sum(m.shares_so_far for m in by_month), 'half_up')",
    "grade": "grade",
    **{name: name for name in ("calendar", "either", "days_since", "next_day", "adult_on", "stayed", "gone", "missed")},
    **{name: name for name in ("never_serious", "times_missed", "of_years", "plain", "heard", "any_own", "always_own")},
    **{name: name for name in ("first_good", "last_good", "numbered", "above_count")},
    "highest": "highest if highest is not None else yuan(0)",
    "lowest": "yuan(-1) if lowest is None else lowest",
}


def item(person: Mapping[str, str] = PERSON_RULES, outputs: Mapping[str, str] = OUTPUTS) -> str:
    def rules(expressions: Mapping[str, str], over: str) -> str:
        return "".join(
            f"- {{name: {name}, {over}label: {{zh: 名, en: Name}}, clause: rule-1 一, expr: {text!r}}}\n"
            for name, text in expressions.items()
        )

    row = "over: by_month, "
    text = rules({**person, "true_at_first": "member or not member"}, "")
    text += rules(ROW_RULES, row) + rules(LATE_RULES, "") + rules(SECOND_PASS, row) + rules(LAST_RULES, "")
    listed = "".join(f"  {name}: {{expr: {text!r}, label: {{zh: 名, en: Name}}}}\n" for name, text in outputs.items())
    listed = listed.replace("'half_up')\", ", '\'half_up\')", on_refusal: "0.00", ', 1)
    return ITEM.replace("RULES\n", text.replace("\\'", "''")).replace("OUTPUTS\n", listed)


def pack_of(root: Path, text: str) -> Pack:
    files = {
        **FILES,
        "parameters/all.yaml": PARAMETERS + MORE_PARAMETERS,
        "readings.yaml": READINGS + MORE_READINGS,
        "items/allowance.yaml": text,
    }
    del files["tests/allowance.yaml"]
    return load_pack("tiny", write_pack(root, files))


def some_facts(chance: random.Random, *, absences: Any = None) -> dict[str, Any]:
    rows = []
    month = 2021 * 12 + chance.randint(6, 20)
    for _ in range(chance.choice((0, 1, 2, 5, 12))):
        month += chance.choice((0, 0, 1, 1, 2))
        row = {
            "month": format_month(month),
            "paid": yuan(chance.choice((0, 1, 9_999, 10_000, chance.randint(0, 10**6)))),
        }
        rows.append(row | {"own": chance.random() < 0.7, "place": chance.choice(("here", "here", "there", "away"))})
    chance.shuffle(rows)
    left = None if chance.random() < 0.5 else date.fromordinal(chance.randint(720_000, 740_000)).isoformat()
    return {
        "born_on": date.fromordinal(chance.randint(700_000, 735_000)).isoformat(),
        "left_on": left,
        "member": chance.random() < 0.5,
        "kind": chance.choice(("basic", "plus", "none")),
        "children": chance.randint(-3, 9),
        "absences": absences
        if absences is not None
        else [
            {"from": format_month(chance.randint(1990 * 12, 2030 * 12)), "serious": chance.random() < 0.5}
            for _ in range(chance.randint(0, 3))
        ],
        "months": rows,
    }
