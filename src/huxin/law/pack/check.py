"""What a pack must satisfy beyond its shapes: sources exist, times fit together, every rule means something."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from huxin.law.agreements.faults import faults as agreement_faults
from huxin.law.bundle.faults import faults as question_faults
from huxin.law.careers.faults import faults as careers_faults
from huxin.law.dates import first_day, month_of
from huxin.law.errors import PackError, nearest
from huxin.law.evaluation.compiled import RuleError, compile_item
from huxin.law.pack.entries import Entries, PackEntry, Test
from huxin.law.pack.faults import Faults
from huxin.law.pack.force import check_force
from huxin.law.pack.letters import issuer_faults, letter_faults, number_faults, shown_faults
from huxin.law.pack.model import CalendarYear, FactSpec, FixedHoliday, Item, Pack, Parameter, Reading, Segment
from huxin.law.pack.reads import unread
from huxin.law.pack.templates import template_faults
from huxin.law.procedures.check import faults as procedure_faults
from huxin.law.procedures.facts import fact_faults
from huxin.law.procedures.known import unknown_sources
from huxin.law.procedures.model import Procedure
from huxin.law.procedures.turns import turn_faults
from huxin.law.values import KINDS, read

SMS = 70
"""Characters of one SMS once a character of it lies outside the Latin alphabet; kept in every language."""


def check(
    pack: Pack, entries: Entries, tests: list[Test], faults: Faults, folders: Sequence[Path], on: date | None = None
) -> None:
    """Report every fault to ``faults``, each with file, line and column.

    ``folders`` are those of the chain; ``on`` is the day on which the instruments have to be in force.
    """
    for name, parameter in pack.parameters.items():
        _parameter(pack, parameter, entries["parameters"][name], faults)
    for year, calendar in pack.calendars.items():
        _calendar(calendar, entries["calendars"][year], faults)
    for name, fixed in pack.holidays.items():
        _fixed(pack, fixed, entries["holidays"][name], faults)
    for name, reading in pack.readings.items():
        _reading(pack, reading, entries["readings"][name], faults)
    faults.halt()
    for name in pack.items:
        _item(pack, name, entries["items"][name], faults)
    for name, procedure in pack.procedures.items():
        _procedure(pack, procedure, entries["procedures"][name], faults)
    check_force(pack, entries, faults, on)
    _places(pack, entries, faults)
    _letters(pack, entries, faults, folders)
    _notice(pack, entries, faults)
    _messages(pack, entries, faults)
    _agreements(pack, entries, faults)
    for fault in question_faults(pack):
        faults.add(entries["questions"][fault.question].where(fault.path), fault.got, fault.wanted, fault.hint)
    for test in tests:
        _test(pack, test, faults)


def _agreements(pack: Pack, entries: Entries, faults: Faults) -> None:
    """Agreements and courses name what exists; a sheet tells its rows apart by columns that it has."""
    for fault in (*agreement_faults(pack), *careers_faults(pack)):
        faults.add(entries[fault.kind][fault.key].where(fault.path), fault.got, fault.wanted, fault.hint)
    for name, sheet in pack.sheets.items():
        columns = {one.name for one in sheet.columns}
        for index, key in enumerate(sheet.unique):
            _known(key, columns, entries["sheets"][name].where(("unique", index)), "a column of the sheet", faults)
        for key in sheet.headings:
            _known(key, columns, entries["sheets"][name].where(("headings", key)), "a column of the sheet", faults)


def _facts(specs: Mapping[str, FactSpec], path: tuple[str | int, ...], entry: PackEntry, faults: Faults) -> None:
    """Facts are of kinds that exist, in rows too."""
    for name, spec in specs.items():
        here = (*path, name)
        _known(spec.type, (*KINDS, "list", "object"), entry.where((*here, "type")), "a kind of fact", faults)
        if spec.of is not None:
            _known(spec.of, KINDS, entry.where((*here, "of")), "a kind of value", faults)
        _facts(spec.row, (*here, "row"), entry, faults)


def _procedure(pack: Pack, procedure: Procedure, entry: PackEntry, faults: Faults) -> None:
    """The procedure's own rules, and the agency and the letters that it names."""
    for fault in procedure_faults(
        procedure, pack.parameters, lambda source: source.partition(" ")[0] in pack.instruments
    ):
        faults.add(entry.where(fault.path), fault.got, fault.wanted, fault.hint)
    whole = (*turn_faults(procedure), *fact_faults(procedure, pack.items)) if faults.gather else ()
    for fault in whole:  # a pack of before still loads
        faults.add(entry.where(fault.path), fault.got, fault.wanted, fault.hint)
    if procedure.department is not None and pack.agencies:
        _known(procedure.department, pack.agencies, entry.where(("department",)), "an agency of the pack", faults)
    for index, body in enumerate(procedure.shared_with if pack.agencies else ()):
        _known(body, pack.agencies, entry.where(("shared_with", index)), "an agency of the pack", faults)
    if procedure.issuer is not None and pack.agencies and faults.gather:  # a pack of before still loads
        _known(procedure.issuer, pack.agencies, entry.where(("issuer",)), "an agency of the pack", faults)
    if procedure.depth == "full":
        for act in procedure.acts.values():
            for letter in act.letters:
                _known(letter, pack.letters, entry.where(("acts", act.id)), "a letter of letters.yaml", faults)
            if act.notify is not None:
                _known(act.notify, pack.messages, entry.where(("acts", act.id)), "a text of messages.yaml", faults)


def _places(pack: Pack, entries: Entries, faults: Faults) -> None:
    """Codes of divisions have six digits; a case goes on in a procedure that exists."""
    for name in pack.divisions:
        if not re.fullmatch(r"[1-9][0-9]{5}", name):
            where = entries["divisions"][name].where(("id",))
            faults.add(where, name, "a division code of six digits", "See GB/T 2260, such as '330302'.")
    for body, key, rule in number_faults(pack):
        wanted = "a text with {year} and {n}, and {series} or {county} where it needs them"
        faults.add(
            entries["agencies"][body].where((key,)), str(rule), wanted, "Such as '某人社{series}〔{year}〕{n}号'."
        )
    for name, procedure in pack.procedures.items():
        entry = entries["procedures"][name]
        own = entry.source.file.partition("/")[0] == pack.id and pack.agencies
        for index, handover in enumerate(procedure.handovers if own else ()):
            _known(
                handover.to, pack.procedures, entry.where(("handovers", index, "to")), "a procedure of the pack", faults
            )
    wanted = "an answer, a paper or an act of that procedure"
    for name, text in unknown_sources(pack.procedures) if pack.agencies else ():
        faults.add(entries["procedures"][name].where(("form",)), text, wanted, "See docs: 'procedure/act.name'.")


def _letters(pack: Pack, entries: Entries, faults: Faults, folders: Sequence[Path]) -> None:
    """Every letter has its addressee and its text, and no text reaches beyond the letter."""
    own = (*issuer_faults(pack), *shown_faults(pack)) if faults.gather else ()  # a pack of before still loads
    for one in (*letter_faults(pack), *own):
        faults.add(entries["letters"][one.key].where(one.path), one.got, one.wanted, one.hint)
    texts = {path.stem: path for folder in folders for path in sorted(folder.glob("letters/*.typ"))}
    for name in pack.letters:
        if name not in texts:
            where = entries["letters"][name].where(("id",))
            faults.add(where, name, f"its text letters/{name}.typ", "Write the template, or delete the title.")
    hint = "A letter reads no files, fetches nothing and goes over lists only."
    for path in texts.values():
        for line, got, wanted in template_faults(path.read_bytes()):
            faults.add(f"{'/'.join(path.parts[-3:])}:{line}", got, wanted, hint)


def _calendar(year: CalendarYear, entry: PackEntry, faults: Faults) -> None:
    """Each day stands once, in its own year; who works to make up does so on a weekend that is no holiday."""
    seen: dict[date, str] = {}
    days = [(name, index, day) for name, listed in year.holidays.items() for index, day in enumerate(listed)]
    for name, index, day in days:
        where = entry.where(("holidays", name, index))
        if day.year != year.year:
            faults.add(where, day, f"a day of {year.year}", "Write it into the file of its own year.")
        if day in seen:
            faults.add(where, f"{day} under {seen[day]} and {name}", "each day once", "Delete one of them.")
        seen[day] = name
    for index, day in enumerate(year.workdays):
        where = entry.where(("workdays", index))
        if day.year != year.year:
            faults.add(where, day, f"a day of {year.year}", "Write it into the file of its own year.")
        if day in seen:
            faults.add(where, f"{day}, a holiday and a working day", "one of both", "Compare with the notice.")
        elif day.weekday() < 5:
            faults.add(where, f"{day:%A} {day}", "a Saturday or Sunday", "Make-up workdays lie on weekends.")


def _fixed(pack: Pack, fixed: FixedHoliday, entry: PackEntry, faults: Faults) -> None:
    with faults.caught():
        cite(pack, fixed.source, entry.where(("source",)))
    for index, day in enumerate(fixed.days):
        if not re.fullmatch(r"(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])", day):
            faults.add(entry.where(("days", index)), day, "month and day", "Write '01-01', in quotation marks.")


def _reading(pack: Pack, reading: Reading, entry: PackEntry, faults: Faults) -> None:
    """Choices and counties that exist, a choice for every county and every day, none that its clause excludes."""
    for name, choice in reading.choices.items():
        with faults.caught():
            if choice.against is not None:
                cite(pack, choice.against, entry.where(("choices", name)))
    for index, part in enumerate(reading.default):
        where = entry.where(("default", index))
        _known(part.choice, reading.choices, where, "a choice of this reading", faults)
        chosen = reading.choices.get(part.choice)
        if chosen is not None and chosen.against is not None:
            hint = "Choose one that the clause allows; this one may only be named by a caller."
            faults.add(where, f"'{part.choice}', which is against {chosen.against}", "a choice the clause allows", hint)
        if part.county is not None:
            _known(part.county, pack.divisions, where, "a division of divisions.yaml", faults)
    if not any(part.county is None and part.start is None for part in reading.default):
        wanted = "a choice that holds everywhere and always"
        faults.add(entry.where(("default",)), "only choices of a county or a time", wanted, "Add {choice: …}.")


def _known(name: str, known: Collection[str], where: str, wanted: str, faults: Faults) -> None:
    if name not in known:
        faults.add(where, name, wanted, nearest(name, known))


def _parameter(pack: Pack, parameter: Parameter, entry: PackEntry, faults: Faults) -> None:
    ordered = sorted(parameter.values, key=lambda segment: segment.valid_from or date.min)
    for before, after in pairwise(ordered):
        end, start = before.valid_to or date.max, after.valid_from or date.min
        where = entry.where(("values", parameter.values.index(after)))
        if end > start:
            got, wanted = f"{parameter.id}: two values on {start}", "times that do not overlap"
            faults.add(where, got, wanted, "Give the earlier one 'valid_to'.")
        if end < start:
            got, wanted = f"{parameter.id}: no value from {end} to {start}", "times that follow each other"
            faults.add(where, got, wanted, "Write 'value: null' for the time whose value is not known.")
    for index, segment in enumerate(parameter.values):
        if parameter.after_publication:
            _published(parameter, segment, entry.where(("values", index)), faults)
        with faults.caught():
            cite(pack, segment.source, entry.where(("values", index, "source")))
        with faults.caught():
            _value(parameter, segment, entry.where(("values", index, "value")))


def _published(parameter: Parameter, segment: Segment, where: str, faults: Faults) -> None:
    """A figure counts from the month after it came out; while that day is open, no value stands."""
    span = segment.published_between
    if segment.published_on is not None and segment.value is not None:
        _counts_from(segment, _month_after(segment.published_on), where, faults)
    elif span is not None and segment.value is not None:
        _counts_from(segment, _month_after(span[1]), where, faults)
    elif span is not None:
        _counts_from(segment, _month_after(span[0]), where, faults)
        if segment.valid_to != _month_after(span[1]):
            wanted = f"valid_to: {_month_after(span[1])}"
            faults.add(where, f"{parameter.id}: valid_to {segment.valid_to}", wanted, "The month after its last day.")


def _counts_from(segment: Segment, day: date, where: str, faults: Faults) -> None:
    if segment.valid_from != day:
        hint = "It counts from the month after it was published."
        faults.add(where, f"valid_from {segment.valid_from}", f"valid_from: {day}", hint)


def _month_after(day: date) -> date:
    return first_day(month_of(day) + 1)


def _value(parameter: Parameter, segment: Segment, where: str) -> None:
    if segment.value is None:
        return
    cells: Mapping[Any, Any] = {"": segment.value}
    if parameter.type == "table":
        if not isinstance(segment.value, dict):
            raise PackError(where, segment.value, "a table of values by key", "Write {key: value}.")
        cells = segment.value
    for key, raw in cells.items():
        try:
            read(parameter.of or "text" if parameter.type == "table" else parameter.type, raw)
        except ValueError as error:
            raise PackError(
                where, f"{key}: {raw}" if key != "" else raw, str(error), f"Parameter {parameter.id}."
            ) from None


def cite(pack: Pack, source: str, where: str) -> None:
    """A source begins with the id of an instrument that the pack holds."""
    head = source.partition(" ")[0]
    if head not in pack.instruments:
        raise PackError(where, source, "'<instrument id> <article>'", nearest(head, pack.instruments))


def _sorted(item: Item, entry: PackEntry, faults: Faults) -> None:
    """Rows stand by a column that is shown."""
    for key, output in item.outputs.items():
        if output.sort is not None:
            column = output.sort.removeprefix("-")
            _known(column, output.columns, entry.where(("outputs", key, "sort")), "one of its columns", faults)


def _item(pack: Pack, name: str, entry: PackEntry, faults: Faults) -> None:
    item = pack.items[name]
    cited: list[tuple[tuple[str | int, ...], str | None]] = [(("clause",), item.clause)]
    cited += [(("rules", index, "clause"), rule.clause) for index, rule in enumerate(item.rules)]
    cited += [(("reasons", index, "clause"), reason.clause) for index, reason in enumerate(item.reasons)]
    cited += [(("outputs", key, "clause"), output.clause) for key, output in item.outputs.items()]
    for path, source in cited:
        with faults.caught():
            if source is not None:
                cite(pack, source, entry.where(path))
    _facts(item.facts, ("facts",), entry, faults)
    for fact, spec in item.facts.items():
        if spec.stands_for is not None:
            known = [one for one, other in item.facts.items() if other.stands_for is None]
            _known(spec.stands_for, known, entry.where(("facts", fact)), "a fact of the item", faults)
    _sorted(item, entry, faults)
    if pack.clauses:
        for index, clause in enumerate(item.serves):
            _known(clause, pack.clauses, entry.where(("serves", index)), "a clause of the notice", faults)
    try:
        compiled = compile_item(pack, name)
    except RuleError as fault:
        error = fault.error
        where = entry.where(fault.path, error.line, error.column)
        faults.add(where, error.message, "a rule of docs/en/rules.md", error.hint)
        return
    for path, fact in unread(pack, compiled) if faults.gather else ():  # a pack of before still loads
        hint = "Let a rule, reason or output read it, or take the question out."
        faults.add(entry.where(path), f"the fact '{fact}', which no rule reads", "facts that decide something", hint)


def _messages(pack: Pack, entries: Entries, faults: Faults) -> None:
    """A notice fits into one SMS in each language once number, name, deadline and day are filled in."""
    for language in ("zh", "en"):
        names = [procedure.label[language] for procedure in pack.procedures.values()]
        clocks = [clock.label[language] for procedure in pack.procedures.values() for clock in procedure.clocks]
        longest = {
            "no": "2026-000000",
            "procedure": max(names, key=len, default=""),
            "clock": max(clocks, key=len, default=""),
            "due": "2026-01-31",
            "code": "000000",
            "minutes": "10",
        }
        for name, message in pack.messages.items():
            where = entries["messages"][name].where(("text", language))
            try:
                length = len(message.text[language].format(**longest))
            except (KeyError, IndexError, ValueError) as error:
                faults.add(
                    where,
                    f"{{{error}}}",
                    "{no}, {procedure}, {clock}, {due}, {code} or {minutes}",
                    "Write one of these.",
                )
                continue
            if length > SMS:
                hint = "Say it shorter; the case page says the rest."
                faults.add(where, f"{length} characters", f"at most {SMS} in language {language}", hint)


def _notice(pack: Pack, entries: Entries, faults: Faults) -> None:
    """Clauses and pages name agencies, procedures and clauses that exist."""
    for name, clause in pack.clauses.items():
        entry = entries["clauses"][name]
        for index, agency in enumerate(clause.binds):
            _known(agency, pack.agencies, entry.where(("binds", index)), "an agency of the pack", faults)
        for index, procedure in enumerate(clause.procedures):
            _known(procedure, pack.procedures, entry.where(("procedures", index)), "a procedure of the pack", faults)
    for path, page in pack.pages.items():
        for index, served in enumerate(page.clauses):
            _known(served, pack.clauses, entries["pages"][path].where(("clauses", index)), "a clause", faults)


def _test(pack: Pack, test: Test, faults: Faults) -> None:
    data, entry = test.data, test.entry
    _known(data.item, pack.items, entry.where(("item",)), "an item of the pack", faults)
    with faults.caught():
        cite(pack, data.clause, entry.where(("clause",)))
    for name, choice in data.readings.items():
        reading = pack.readings.get(name)
        where = entry.where(("readings", name))
        _known(name, pack.readings, where, "a reading of the pack", faults)
        if reading is not None:
            _known(choice, reading.choices, where, "a choice of this reading", faults)
    for target in data.sets:
        name = target.partition("@")[0]
        _known(name, pack.parameters, entry.where(("sets", target)), "a parameter of the pack", faults)
