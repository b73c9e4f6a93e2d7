"""The shapes of a policy pack: one definition for the files, the checks and the running program.

Plain frozen dataclasses: pydantic reads them strictly when a pack is first loaded, and a compiled pack is used
without it.
"""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Literal

from huxin.law.agreements.model import ModelClause, Paper, Prohibition, Sample, Subject, WordGroup
from huxin.law.bundle.model import Question
from huxin.law.calendar import Calendar
from huxin.law.careers.model import Course, Occupation
from huxin.law.pack.letter_model import LetterTitle
from huxin.law.procedures.model import Field, Procedure, ServiceWay

Text2 = Mapping[str, str]
"""A text in both languages: ``{"zh": …, "en": …}``."""
Confidence = Literal["V", "S", "N", "K", "U", "proposal"]
Override = Literal["replace", "extend"]
DECISION_GRADE: frozenset[str] = frozenset({"V", "S", "N", "adopted"})


@dataclass(frozen=True, kw_only=True)
class PackHead:
    """``pack.yaml``."""

    id: str
    version: str
    parent: str | None
    label: Text2
    jurisdiction: str
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class Instrument:
    """A law, notice, standard or draft 规范性文件, with the status that bounds its consequences.

    ``issued_on``: passed 通过; ``published_on``: 公布; ``in_force_from`` and ``in_force_to``: 施行, and the first day
    on which it no longer holds; ``amended_on`` and ``amendment_from``: its latest amendment 修正; ``ended``: articles
    that were repealed alone, with that day.  ``text``: how much of it was read; ``record``: only what others say of it.
    """

    id: str
    number: str
    title: Text2
    status: Literal["law", "binding", "guideline", "voluntary", "agreement", "judicial", "case", "draft", "proposal"]
    level: Literal["nation", "province", "city"]
    confidence: Confidence
    issuers: tuple[str, ...] = ()
    issued_on: date | None = None
    published_on: date | None = None
    in_force_from: date | None = None
    in_force_to: date | None = None
    superseded_by: str | None = None
    amended_on: date | None = None
    amendment_from: date | None = None
    ended: Mapping[str, date] = field(default_factory=dict)
    text: Literal["whole", "excerpt", "record", "none"] = "none"
    note: str | None = None
    override: Override | None = None


@dataclass(frozen=True, kw_only=True)
class Clause:
    """One sentence of the notice that demands something, in our own words.

    ``binds`` names agencies of the pack, ``serves`` groups of people, ``procedures`` those that carry the sentence out,
    ``detectors`` those that watch it in the order records.
    """

    id: str
    article: str
    summary: Text2
    binds: tuple[str, ...]
    serves: tuple[str, ...]
    procedures: tuple[str, ...] = ()
    detectors: tuple[str, ...] = ()
    override: Override | None = None


@dataclass(frozen=True, kw_only=True)
class Segment:
    """A value and the time it holds: ``valid_from`` inclusive, ``valid_to`` exclusive, None open.

    ``marks`` gives single cells of a table a confidence of their own.  ``published_between``: the first and the last
    day on which it may have come out, where the day itself is not known.
    """

    value: Any
    source: str
    confidence: Confidence
    valid_from: date | None = None
    valid_to: date | None = None
    published_on: date | None = None
    published_between: tuple[date, date] | None = None
    stat_year: int | None = None
    note: str | None = None
    marks: Mapping[Any, Confidence] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """A dated number or table of the law 参数.

    ``awaited`` marks a figure that is published after the time it holds for: before ``published_on`` it is pending.
    ``after_publication``: each value counts from the month after it came out, and the check holds it to that.
    ``key_labels``: the keys of a table in words, where its cells differ in kind.
    ``told`` False: a weight that says nothing to a layperson; it stands in the auditor's explanation only.
    """

    id: str
    label: Text2
    type: Literal["ratio", "money", "int", "months", "days", "date", "month", "bool", "text", "table"]
    values: tuple[Segment, ...]
    unit: str = "1"
    keys: str | None = None
    key_labels: Mapping[str, Text2] = field(default_factory=dict)
    of: str | None = None
    scope: str = "nation"
    rounding: str | None = None
    awaited: bool = False
    after_publication: bool = False
    told: bool = True
    note: str | None = None
    override: Override | None = None


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One answer to an open text.  ``against`` names the clause whose words exclude it: it is kept, never a default."""

    label: Text2
    argument: Text2
    against: str | None = None


@dataclass(frozen=True, kw_only=True)
class DatedChoice:
    """A choice that holds from ``start``; with ``county`` (a division's id) only there."""

    choice: str
    start: date | None = None
    county: str | None = None


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A named way to read an open text 解释口径; which one holds is the city's choice."""

    name: str
    label: Text2
    choices: Mapping[str, Choice]
    default: tuple[DatedChoice, ...]
    adopted: bool = False
    source: str | None = None
    override: Override | None = None


@dataclass(frozen=True, kw_only=True)
class FactSpec:
    """One fact of an item.  ``null_means: none`` makes null a value of its own, and leaving the fact out says the
    same unless ``absent: unknown``; otherwise null and absent are unknown.  For a list ``least`` is its fewest rows.
    ``value_labels``: the values of a category in words, for forms.

    ``assumed``: the value taken where the fact is left out, and told in the result; null stays unknown.
    ``stands_for``: another name for a fact of the item, kept for callers of before; its answer is that fact's, by
    ``translated`` where the words differ, and a month stands for its first day.  No rule reads it and no form asks it.
    ``proof``: what can be brought where the answer does not fit the case.  A fact without one is a matter of record (a
    date, a grade, an income): it is never named as something by which the result would change.
    ``asked`` False: taken and kept with the decision for whoever sends it; it decides nothing and no form asks it.
    """

    type: str
    label: Text2
    required: bool = False
    default: Any = None
    assumed: Any = None
    stands_for: str | None = None
    asked: bool = True
    proof: Text2 | None = None
    translated: Mapping[str, str] = field(default_factory=dict)
    null_means: Literal["unknown", "none"] = "unknown"
    absent: Literal["null", "unknown"] = "null"
    values: tuple[str, ...] = ()
    value_labels: Mapping[str, Text2] = field(default_factory=dict)
    row: Mapping[str, FactSpec] = field(default_factory=dict)
    of: str | None = None
    name: str | None = None
    least: str | None = None
    most: str | None = None
    not_after: Literal["on"] | None = None
    max_rows: int = 600


@dataclass(frozen=True, kw_only=True)
class Table:
    """A list derived from a list of facts: filtered, grouped, ordered.

    ``distinct``: rows that say exactly the same count once; the list ``doubled_<table>`` holds the groups they fell in.
    """

    source: str
    group_by: str
    where: str | None = None
    distinct: bool = False
    fields: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, Text2] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One line of law.  ``over`` names the table or list whose rows it is computed for."""

    name: str
    label: Text2
    expr: str
    over: str | None = None
    clause: str | None = None
    shown: bool = True


@dataclass(frozen=True, kw_only=True)
class Output:
    """A result.  Of a list of rows only ``columns`` are shown; ``key`` turns rows of one column into an object.

    ``when``: it is given only where this holds.  ``value_labels``: the words of a list of codes, for pages.
    ``counts``: money that the person gets, added up where several items are worked out at once.
    ``sort``: the column by which its rows stand, ``-column`` from the greatest down; ``most``: only so many of them.
    """

    expr: str
    label: Text2
    unit: str = "1"
    clause: str | None = None
    on_refusal: str | None = None
    optional: bool = False
    counts: bool = False
    columns: tuple[str, ...] = ()
    key: str | None = None
    when: str | None = None
    value_labels: Mapping[str, Text2] = field(default_factory=dict)
    sort: str | None = None
    most: int | None = None


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why something is not granted; per row the first that holds.

    ``test`` names the condition that failed: such a reason is given once for each row, with the row's own values.
    """

    code: str
    when: str
    text: Text2
    clause: str
    over: str | None = None
    change: Text2 | None = None
    test: str | None = None


@dataclass(frozen=True, kw_only=True)
class VerdictRule:
    """One verdict.  ``outputs`` names those that are given with it; None: all of them."""

    verdict: Literal["granted", "refused", "not_yet", "needs_human", "insufficient_evidence"]
    when: str | None = None
    outputs: tuple[str, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class Item:
    """Something that the law computes for one person 计算事项."""

    id: str
    label: Text2
    clause: str
    facts: Mapping[str, FactSpec]
    outputs: Mapping[str, Output]
    verdict: tuple[VerdictRule, ...]
    include: tuple[str, ...] = ()
    tables: Mapping[str, Table] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    reasons: tuple[Reason, ...] = ()
    population: bool = False
    serves: tuple[str, ...] = ()
    note: str | None = None
    override: Override | None = None


@dataclass(frozen=True, kw_only=True)
class RuleSet:
    """Rules that several items include, so that one text serves them all."""

    id: str
    rules: tuple[Rule, ...]
    override: Override | None = None


@dataclass(frozen=True, kw_only=True)
class TableTest:
    """One worked example: facts in, expected verdict and outputs out."""

    name: str
    item: str
    clause: str
    facts: Mapping[str, Any]
    on: date
    verdict: str
    outputs: Mapping[str, Any] = field(default_factory=dict)
    reasons: Mapping[str, tuple[str, ...]] | None = None
    missing: tuple[str, ...] | None = None
    certainty: str | None = None
    readings: Mapping[str, str] = field(default_factory=dict)
    sets: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Agency:
    """A department, court, union or other body that the notice binds.

    ``county_office``: the name of its office in a county, with ``{county}`` for the county's name.
    ``registers``: the registers that it holds and puts right; ``people`` 人员基本信息 is the one of this program.
    ``number``, ``county_number``: how its documents are numbered 文号, with ``{series}``, ``{year}``, ``{n}`` and, for
    the office of a county, ``{county}`` (``short`` of the division).
    """

    id: str
    label: Text2
    kind: str
    registers: tuple[Literal["people"], ...] = ()
    county_office: Text2 | None = None
    number: str | None = None
    county_number: str | None = None
    override: Override | None = None


@dataclass(frozen=True, kw_only=True)
class Division:
    """A county, city or district 县（市、区） with its administrative code (GB/T 2260).

    ``short``: how numbers of documents name it 简称 (鹿); without it the whole name.
    """

    id: str
    label: Text2
    short: str | None = None
    override: Override | None = None


@dataclass(frozen=True, kw_only=True)
class MessageText:
    """A short notice 短信、站内消息 to the applicant, one SMS long; ``{no}`` and ``{procedure}`` are filled in."""

    id: str
    text: Text2
    override: Override | None = None


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A list that companies send as a table 名单: its columns, and those that together tell rows apart.

    ``headings``: by column, other headings under which people send it, such as 身份证号码 for 身份证号.
    """

    id: str
    label: Text2
    columns: tuple[Field, ...]
    unique: tuple[str, ...]
    headings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    override: Override | None = None


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page of the product that serves clauses."""

    path: str
    title: Text2
    clauses: tuple[str, ...]
    override: Override | None = None


@dataclass(frozen=True, kw_only=True)
class CalendarYear:
    """The days of one year that are not what their weekday says."""

    year: int
    holidays: Mapping[str, tuple[date, ...]]
    workdays: tuple[date, ...]
    source: str
    confidence: Confidence
    override: Override | None = None


@dataclass(frozen=True, kw_only=True)
class FixedHoliday:
    """A statutory holiday on the same days of every year 全体公民放假的节日, as ``MM-DD``: it waits for no notice."""

    id: str
    days: tuple[str, ...]
    source: str
    confidence: Confidence
    override: Override | None = None


NEXT_NOTICE_DAYS: Final = "calendar.next_notice_days"
"""The parameter of the pack that says how many last days of a year wait for the notice of the next."""


APART: Final = "_apart"
"""Where a pack that was read from the compiled cache holds the fields that nobody asked for yet."""


@dataclass(frozen=True, kw_only=True)
class Pack:
    """A pack with all its parents merged in."""

    id: str
    version: str
    hash: str
    chain: tuple[str, ...]
    label: Text2
    instruments: Mapping[str, Instrument]
    clauses: Mapping[str, Clause]
    parameters: Mapping[str, Parameter]
    readings: Mapping[str, Reading]
    items: Mapping[str, Item]
    rule_sets: Mapping[str, RuleSet]
    procedures: Mapping[str, Procedure]
    calendars: Mapping[int, CalendarYear]
    holidays: Mapping[str, FixedHoliday]
    agencies: Mapping[str, Agency]
    divisions: Mapping[str, Division]
    letters: Mapping[str, LetterTitle]
    messages: Mapping[str, MessageText]
    pages: Mapping[str, Page]
    sheets: Mapping[str, Sheet]
    word_groups: Mapping[str, WordGroup]
    subjects: Mapping[str, Subject]
    prohibitions: Mapping[str, Prohibition]
    model_clauses: Mapping[str, ModelClause]
    papers: Mapping[str, Paper]
    samples: Mapping[str, Sample]
    occupations: Mapping[str, Occupation]
    courses: Mapping[str, Course]
    questions: Mapping[str, Question]
    tests: tuple[TableTest, ...]
    ways: Mapping[str, ServiceWay] = field(default_factory=dict)

    if not TYPE_CHECKING:  # the fields above are all there are; some are read when they are first asked for

        def __getattr__(self, name: str) -> Any:
            apart = self.__dict__.get(APART, {})
            if name not in apart:
                raise AttributeError(f"a pack has no {name!r}")
            return self.__dict__.setdefault(name, pickle.loads(apart[name]))  # noqa: S301 - checked when it was read

    @cached_property
    def calendar(self) -> Calendar:
        """The working days that the pack holds."""
        late = self.parameters.get(NEXT_NOTICE_DAYS)
        days = int(late.values[-1].value) if late is not None and late.values[-1].value is not None else 0
        return Calendar(self.calendars, {day: one.id for one in self.holidays.values() for day in one.days}, days)

    def instrument(self, source: str) -> Instrument:
        """What a source rests on: ``"wenzhou-2021-135 二(四)"`` → the notice.  Raises KeyError."""
        return self.instruments[source.partition(" ")[0]]

    def cite(self, source: str) -> str:
        """``"wenzhou-2021-135 二(四)"`` → ``"温人社发〔2021〕135号 二(四)"``."""
        head, _, article = source.partition(" ")
        instrument = self.instruments.get(head)
        return source if instrument is None else f"{instrument.number} {article}".strip()
