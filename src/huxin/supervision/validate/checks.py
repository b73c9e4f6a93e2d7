"""Checks that every field gets by its kind, written out as SQL from the list of columns."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from huxin.supervision.identity import narrow_sql
from huxin.supervision.model import TRADES, Column
from huxin.supervision.reading import quoted
from huxin.supervision.values_sql import BARE, DIGITS, WANTED, double_sql, int_sql, time_sql
from huxin.supervision.veiling import UNSEEN

CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "trade": TRADES,
    "status": ("open", "completed", "cancelled"),
    "worker_id_kind": ("id_card", "licence", "stable_key"),
    "dispatch_mode": ("assigned", "grabbed"),
    "penalty_reason": ("late", "refused", "complaint", "other"),
    "colour": ("blue", "yellow", "orange", "red"),
}
"""Fields with a closed list of values.  In an optional one another value is flagged and set aside."""
SENT: Final = ("recorded_at", "worker_id_kind")
"""Of an order optional in a scan of raw files, required in what is sent."""
AHEAD: Final = ("promised_at", "extended_to", "expires_at", "effective_at")
"""Times that may lie ahead."""

LONGEST_TEXT: Final = 64
"""Characters of a text field: numbers of orders have as many by the contract, nothing else is longer."""
MOST_NAMES: Final = 60
"""Warnings that one warning may replace."""
LATEST_MS: Final = 4_102_444_800_000
_CODE: Final = "Send the code of the county, or leave it out and send the point."
_FORMULA: Final = r"^\s*([=@]|[+-][^0-9])"
_MOST: Final = 100_000_000
_HIGHEST: Final = 10**18 - 1
"""Beyond it sums and differences could run over."""


def rows_sql(columns: Sequence[Column], native: Collection[str], zone: str = "") -> str:
    """A query over ``raw``: values by kind, and of what came only what a value does not say already.

    A ``native`` column came as numbers and stays as it is; ``zone`` says what times without an
    offset mean.  Of a text ``odd_`` holds what was sent where it differs
    from the value; of anything else ``sent_`` is what came and ``clean_`` the same in half-width characters.
    """
    told = [one for one in columns if one.name not in native]
    cleaned = "".join(
        f', {narrow_sql(_name(one))} AS "clean_{one.name}", {_name(one)} AS "sent_{one.name}"' for one in told
    )
    kept = "".join(f", {_name(one)}" for one in columns if one.name in native)
    values = ", ".join(_stored(one, zone) for one in told) or "NULL AS nothing"
    return (
        f"WITH cleaned AS (SELECT row, unreadable{kept}{cleaned} FROM raw)"  # noqa: S608 - names of ours
        f" SELECT row, unreadable{kept}, {values} FROM cleaned"
    )


def _stored(column: Column, zone: str) -> str:
    sent = f'"sent_{column.name}"'
    if column.kind == "text":
        odd = f"CASE WHEN {sent} IS DISTINCT FROM {_value(column, zone)} THEN {sent} END"
        return f'{_value(column, zone)} AS {_name(column)}, {odd} AS "odd_{column.name}"'
    return f'{_value(column, zone)} AS {_name(column)}, "clean_{column.name}", {sent}'


def typed_sql(columns: Sequence[Column], native: Collection[str]) -> str:
    """A query over the rows: values by kind, what came behind ``sent_``, what was cleaned behind ``clean_``.

    What a check does not ask for is not computed: this is a view.
    """
    shown = ", ".join(_shown(one, one.name in native) for one in columns)
    digest = ", ".join(f"coalesce({_name(one)}::VARCHAR, '')" for one in columns)
    return (
        f"SELECT *, sha256(concat_ws('|', {digest})) AS digest"  # noqa: S608 - names of ours
        f" FROM (SELECT row, unreadable, {shown} FROM typed_rows)"
    )


def _shown(column: Column, native: bool) -> str:
    name, sent, clean = _name(column), f'"sent_{column.name}"', f'"clean_{column.name}"'
    if native:
        fits = f"isfinite({name})" if column.kind == "double" else f"{name} BETWEEN -{_HIGHEST} AND {_HIGHEST}"
        return f"CASE WHEN {fits} THEN {name} END AS {name}, {name}::VARCHAR AS {sent}, {name}::VARCHAR AS {clean}"
    if column.kind == "text":
        odd = f'"odd_{column.name}"'
        came = f"coalesce({odd}, {name})"
        return f"{name}, {odd}, {came} AS {sent}, {narrow_sql(came)} AS {clean}"
    return f"{name}, {sent}, {clean}"


def _name(column: Column) -> str:
    return f'"{column.name}"'


def _value(column: Column, zone: str) -> str:
    clean = f'"clean_{column.name}"'
    if column.kind == "time":
        return time_sql(clean, zone)
    if column.kind == "int":
        return int_sql(clean)
    if column.kind == "double":
        return double_sql(clean)
    if column.kind == "list":
        return f'try_cast("sent_{column.name}" AS VARCHAR[])'
    if column.name == "worker_id":
        return f"CASE WHEN clean_worker_id_kind = 'stable_key' THEN {clean} ELSE upper(replace({clean}, ' ', '')) END"
    return f"lower({clean})" if column.name in CHOICES or column.name == "crs" else clean


@dataclass(frozen=True)
class FieldChecks:
    """``suspects``: the rows of ``typed`` with any fault in a field, found in one pass.

    ``faults``: their faults (row, field, reason, treatment, got, wanted, fix), from the table ``suspects``.
    """

    suspects: str
    faults: str


def field_checks(columns: Sequence[Column], native: Collection[str], *, text_file: bool) -> FieldChecks:
    """The checks of single fields, as two queries."""
    texts = ", ".join(_name(one) for one in columns if one.kind == "text")
    lists = "".join(f", array_to_string({_name(one)}, '')" for one in columns if one.kind == "list")
    odd = f"regexp_matches(concat_ws('', {texts}{lists}), '{UNSEEN}')"  # once a row: a pattern is dear
    conditions: list[str] = ["unreadable IS NOT NULL", odd]
    parts = [_UNREADABLE]
    orders = any(column.name == "order_id" for column in columns)
    for column in columns:
        field = _Field(column, conditions, native=column.name in native)
        parts += _any(field, must=column.required or (orders and column.name in SENT))
        if column.kind == "text":
            parts += _text(field)
        if column.kind == "list":
            parts += _list(field)
        if column.kind == "time":
            parts += _time(field, text_file)
        if column.kind == "int":
            parts += _int(field)
        if column.kind == "double":
            parts += _double(field)
    any_of = " OR ".join(f"({one})" for one in conditions)
    return FieldChecks(f"SELECT * EXCLUDE digest FROM typed WHERE {any_of}", "\nUNION ALL\n".join(parts))  # noqa: S608


def veiled_sql(columns: Sequence[Column]) -> str:
    """The table ``found`` of all faults with as much of what came as may be repeated: all that is shown comes by here.

    ``got`` holds what came, ``fix`` of some reasons the mended value, ``wanted`` of one the other time; everything else
    in them is ours.
    """
    names: dict[str, list[str]] = {"worker": [quoted("worker_id")]}
    for column in columns:
        names.setdefault(_VEILS.get(column.kind, ""), []).append(quoted(column.name))
    cases = " ".join(f"WHEN field IN ({', '.join(held)}) THEN '{kind}'" for kind, held in names.items())
    return _VEILED.format(kind=f"CASE {cases} END")


_VEILED: Final = """
SELECT row, field, reason, treatment,
    CASE WHEN got = 'nothing' OR field = 'row' OR reason IN ('open_too_long', 'zero_minutes') THEN got
        ELSE veiled(got, kind) END AS got,
    CASE WHEN reason = 'closed_before_accepted' THEN 'a time after ' || veiled(wanted, 'time') ELSE wanted END
        AS wanted,
    CASE WHEN reason IN ('full_width', 'not_whole') THEN field || ' = ' || veiled(fix, kind)
        || CASE WHEN reason = 'not_whole' AND field LIKE '%_fen' THEN ' if these are yuan' ELSE '' END
        ELSE fix END AS fix
FROM (SELECT *, {kind} AS kind FROM found)
"""
_VEILS: Final = {"time": "time", "int": "number", "double": "point"}


class _Field:
    """Writes the faults of one column, and adds their conditions to ``conditions``."""

    def __init__(self, column: Column, conditions: list[str], *, native: bool) -> None:
        self.name, self.column, self.conditions, self.native = column.name, column, conditions, native
        self.value, self.clean, self.sent = _name(column), f'"clean_{column.name}"', f'"sent_{column.name}"'
        self.missing = f"{self.value} IS NULL AND {self.clean} IS NOT NULL"

    def fault(
        self, treatment: str, reason: str, when: str, wanted: str, fix: str, *, got: str | None = None,
        met: bool = False,
    ) -> str:  # fmt: skip
        """``fix`` is a SQL expression: how to mend it, or the mended value where the reason says so (``veiled_sql``).

        ``met``: another condition brings such rows among the suspects already.
        """
        if not met:
            self.conditions.append(when)
        shown = got or self.sent
        return (
            f"SELECT row, {quoted(self.name)}, {quoted(reason)}, {quoted(treatment)}, {shown}, {quoted(wanted)}, {fix}"  # noqa: S608
            f" FROM suspects WHERE unreadable IS NULL AND ({when})"
        )

    def stops(self, reason: str, when: str, wanted: str, fix: str, **more: Any) -> str:
        return self.fault("quarantined", reason, when, wanted, fix, **more)

    def flags(self, reason: str, when: str, wanted: str, fix: str, **more: Any) -> str:
        return self.fault("flagged", reason, when, wanted, fix, **more)


def _any(field: _Field, *, must: bool) -> Iterator[str]:
    text = field.column.kind == "text"
    if must:
        empty = f"{field.value if text else field.clean} IS NULL"
        yield field.stops("missing_field", empty, "a value", quoted(f"Fill {field.name}."), got="'nothing'")
    if not field.native:
        odd = f'"odd_{field.name}" IS NOT NULL AND ' if text else ""
        changed = f"{odd}{field.clean} <> trim({field.sent}, ' ' || chr(9))"
        yield field.flags("full_width", changed, "half-width characters", field.clean)


def _text(field: _Field) -> Iterator[str]:
    starts = f"left(ltrim({field.sent}), 1) IN ('=', '@', '+', '-')"  # far cheaper than the pattern
    yield from _fitting(field)
    formula = f"{starts} AND regexp_matches({field.sent}, '{_FORMULA}')"
    yield field.stops("formula", formula, "the value itself", "'Paste values, not formulas.'")
    if field.name in CHOICES:
        words = ", ".join(CHOICES[field.name])
        other = f"{field.value} NOT IN ({', '.join(map(quoted, CHOICES[field.name]))})"
        tell = field.stops if field.column.required or field.name in SENT else field.flags
        yield tell(f"unknown_{field.name}", other, words, "'Use a word of the list.'")


def _fitting(field: _Field) -> Iterator[str]:
    """What a text must be so that whatever comes after can store and show it."""
    odd = f"regexp_matches({field.value}, '{UNSEEN}')"
    yield field.stops("bad_characters", odd, "characters that can be seen", "'Leave out control characters.'", met=True)
    if field.name != "order_id":  # which is checked with the order
        long = f"length({field.value}) > {LONGEST_TEXT}"
        yield field.stops("text_too_long", long, f"at most {LONGEST_TEXT} characters", "'Send the value alone.'")
    if field.name == "county":
        other = f"NOT list_contains($counties::VARCHAR[], {field.value})"
        tell, fix = (field.stops, "Write one row for each county.") if field.column.required else (field.flags, _CODE)
        yield tell("unknown_county", other, "the six digits of a county of this city", quoted(fix))


def _list(field: _Field) -> Iterator[str]:
    """A list of names: short enough, and each a text that can be stored and shown."""
    odd = f"regexp_matches(array_to_string({field.value}, ''), '{UNSEEN}')"
    yield field.stops("bad_characters", odd, "characters that can be seen", "'Leave out control characters.'", met=True)
    most = LONGEST_TEXT * MOST_NAMES
    long = f"len({field.value}) > {MOST_NAMES} OR length(array_to_string({field.value}, '')) > {most}"
    yield field.stops("text_too_long", long, f"at most {MOST_NAMES} names", "'Send the names alone.'")


def _time(field: _Field, text_file: bool) -> Iterator[str]:
    name = field.name
    bare = "false" if field.native else f"regexp_full_match({field.clean}, '{BARE}')"
    offset = f"'{name} = ' || replace(replace({field.clean}, '/', '-'), ' ', 'T') || '+08:00'"
    yield field.stops("no_offset", f"{field.missing} AND {bare}", WANTED, offset)
    sample = quoted(f"{name} = 2026-07-01T08:30:00+08:00")
    yield field.stops("bad_time", f"{field.missing} AND NOT {bare}", "a time that exists", sample)
    seconds = f"{field.value} BETWEEN $earliest_ms // 1000 AND $future_ms // 1000"
    fix = (
        f"CASE WHEN {seconds} THEN 'These are seconds: {name} = ' || {field.value} || '000'"
        " ELSE 'Check the clock; leave out a time that is not known.' END"
    )
    yield field.stops("time_too_early", f"{field.value} < $earliest_ms", "milliseconds of our time", fix)
    if name in AHEAD:
        late = f"{field.value} > {LATEST_MS}"
        yield field.stops("time_in_future", late, "a time of this century", "'Leave out a time that is not known.'")
    else:
        yield field.stops(
            "time_in_future", f"{field.value} > $future_ms", "a time that has passed", "'Check the clock.'"
        )
    if text_file:
        digits = f"regexp_full_match({field.clean}, '{DIGITS}') AND {field.value} BETWEEN $earliest_ms AND $future_ms"
        told = f"strftime(make_timestamp(({field.value} + 28800000) * 1000), '%Y-%m-%dT%H:%M:%S')"
        yield field.flags("epoch_time", digits, "RFC 3339 in a text file", f"'{name} = ' || {told} || '+08:00'")


def _int(field: _Field) -> Iterator[str]:
    name = field.name
    decimal = "NULL::DECIMAL(18, 2)" if field.native else f"try_cast({field.clean} AS DECIMAL(18, 2))"
    if name.endswith("_fen"):
        unit, fix = "fen", f"({decimal} * 100)::BIGINT::VARCHAR"
    else:
        unit, fix = "metres", f"round({decimal})::BIGINT::VARCHAR"
    broken = f"{field.missing} AND {decimal} IS NOT NULL"
    yield field.stops("not_whole", broken, f"whole {unit}", fix)
    other = f"{field.missing} AND {decimal} IS NULL"
    yield field.stops("bad_number", other, f"whole {unit}", quoted(f"{name} = 1250"))
    below = quoted(f"{name} = 0, or leave it out; a deduction is penalty_fen above zero")
    yield field.stops("negative_amount", f"{field.value} < 0", "0 or more", below)
    above = quoted(f"Check the unit: {unit}.")
    yield field.stops("absurd_amount", f"{field.value} > {_MOST}", f"at most {_MOST} {unit}", above)


def _double(field: _Field) -> Iterator[str]:
    leave = "'Leave it out where it is not known.'"
    yield field.flags("bad_number", field.missing, "degrees", leave)
    degrees = "'Write degrees, not millionths of a degree.'"
    yield field.flags("impossible_point", f"abs({field.value}) > 180", "degrees up to 180", degrees)


_UNREADABLE: Final = """
SELECT row, 'row' AS field, unreadable AS reason, 'quarantined' AS treatment, 'a row that cannot be read' AS got,
    CASE unreadable
        WHEN 'line_too_long' THEN 'a line of ordinary length'
        WHEN 'wrong_number_of_cells' THEN 'as many cells as the header has'
        ELSE 'one record in a line' END AS wanted,
    CASE unreadable
        WHEN 'line_too_long' THEN 'Look for a missing line break or a stuffed field.'
        WHEN 'wrong_number_of_cells' THEN 'Put texts with commas between quotation marks.'
        ELSE 'Write every record as one JSON object in a line of its own.' END AS fix
FROM suspects WHERE unreadable IS NOT NULL"""
