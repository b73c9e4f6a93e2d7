"""The working of a deadline in sentences, Chinese and English, one step each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from itertools import groupby

from huxin.law.calendar import DAY, HOLIDAYS, Calendar, days
from huxin.law.clocks.arithmetic import Due
from huxin.law.clocks.model import ClockRun, ClockStatus, Pause
from huxin.law.procedures.fold import ActRecord
from huxin.law.procedures.model import Procedure
from huxin.law.procedures.ways import HOW, SERVED_ON

Line = tuple[str, str]
_WEEKDAYS = "一二三四五六日"
_UNITS = {"w": ("个工作日", "working days"), "c": ("天（自然日）", "calendar days"), "year": ("年", "year")}
_COUNTS = {"w": ("个工作日", "working days"), "c": ("天", "days"), "year": ("天", "days")}


def explain(
    procedure: Procedure,
    one: ClockRun,
    calendar: Calendar,
    due: Due | None,
    on: date,
    left: int | None,
    state: ClockStatus,
    cite: Callable[[str], str],
) -> list[Line]:
    """Every step from the first day to where the clock stands on ``on``."""
    if due is not None and one.set_day is not None:
        told = (f"最晚哪天写在上面：{day_zh(due.day)}。", f"It says itself by which day: {day_en(due.day)}.")
        return [*_started(procedure, one, calendar), told, *_end(procedure, one, on, left, state)]
    found = [*_started(procedure, one, calendar), _length(one, cite)]
    if due is None:
        found.append(
            (
                "市里还没定这个天数，所以还没有到期日；市里采用后就能算出来。",
                "The city has not fixed this length, so there is no due date yet; adopting a value gives one.",
            )
        )
    else:
        found += [_pause(one, pause, cost, on) for pause, cost in due.pauses]
        if one.extended_on is not None:
            found.append(_extended(one))
        found += _days(one, calendar, due)
        found.append(_due(due))
    found += _end(procedure, one, on, left, state)
    return found


def day_zh(day: date) -> str:
    """``2026-02-28（周六）``."""
    return f"{day}（周{_WEEKDAYS[day.weekday()]}）"


def day_en(day: date) -> str:
    """``Sat 2026-02-28``."""
    return f"{day:%a} {day}"


def _label(procedure: Procedure, record: ActRecord) -> Line:
    label = procedure.acts[record.act].label
    return label["zh"], label["en"]


def _started(procedure: Procedure, one: ClockRun, calendar: Calendar) -> Iterator[Line]:
    zh, en = _label(procedure, one.by)
    named = _since(procedure, one) if one.since else (zh, en)
    first = one.start + DAY
    if one.clock.unit == "w":
        first = calendar.next_workday(first)
    if one.clock.before:
        yield (
            f"{day_zh(one.start)}（{named[0]}）往前数：这一天不算。",
            f"Counted back from {day_en(one.start)} ({named[1]}), which is day zero.",
        )
        return
    if one.earlier is not None and one.by.act == "complete":
        yield (
            f"{day_zh(one.start)} 补齐了材料，从头算，前面的天数不计。",
            f"{day_en(one.start)}: papers completed; the clock starts again from day zero.",
        )
    said = (f"（{named[0]}）", f" ({named[1]})") if one.since else (f" {zh}", f" {en}")
    if one.by.act == "serve" and one.since is None:
        proof = _proof(procedure, one.by)
        said = (said[0] + proof[0], said[1] + proof[1])
    to = (f"，对象：{one.party}", f", for {one.party}") if one.party else ("", "")
    yield (
        f"{day_zh(one.start)}{said[0]}{to[0]}：这一天不算，第 1 天是 {day_zh(first)}。",
        f"{day_en(one.start)}{said[1]}{to[1]}: that day is day zero, day 1 is {day_en(first)}.",
    )


def _since(procedure: Procedure, one: ClockRun) -> Line:
    """The question whose answer is the day that counts, in its own words; of the act itself before any other."""
    acts = (one.by.act, *procedure.acts)
    asked = (field for act in acts for field in procedure.fields_of(act) if field.name == one.since)
    label = next((field.label for field in asked), procedure.acts[one.by.act].label)
    return label["zh"], label["en"]


def _proof(procedure: Procedure, record: ActRecord) -> Line:
    """By which proof a service counts: the way and its day, or that nobody wrote it down."""
    way = procedure.way(record.payload.get(HOW))
    if way is not None:
        return f"（{way.label['zh']}，以{way.counts['zh']}为准）", f" ({way.label['en']}: {way.counts['en']})"
    if record.payload.get(SERVED_ON) not in (None, ""):
        return "（以送达回证上的日期为准）", " (by the day on the record of service)"
    return "（没有写哪天送到，按登记那天算）", " (no day of receipt was written; the day of the record counts)"


def _length(one: ClockRun, cite: Callable[[str], str]) -> Line:
    zh, en = _UNITS[one.clock.unit]
    value = "—" if one.length.value is None else str(one.length.value)
    proposed = one.length.value is not None and not one.length.certain
    doubt = "（按建议值，市里还没采用）" if proposed else ""
    doubt_en = " (as proposed; the city has not adopted it)" if proposed else ""
    return (
        f"期限 {value} {zh}{doubt}，依据：{cite(one.source)}。",
        f"Length: {value} {en}{doubt_en}. Source: {cite(one.source)}.",
    )


def _pause(one: ClockRun, pause: Pause, cost: int, on: date) -> Line:
    zh, en = _COUNTS[one.clock.unit]
    why = f"（{pause.ground[:40]}）" if pause.ground else ""
    why_en = f" ({pause.ground[:40]})" if pause.ground else ""
    what, what_en = (
        ("要求补材料", "more papers asked for") if pause.kind == "completion" else (f"中止{why}", f"suspended{why_en}")
    )
    if pause.end is None:
        until = one.stop or on
        return (
            f"{day_zh(pause.start)} {what}，还没恢复；先当作 {day_zh(until)} 恢复，{cost} {zh}不算。",
            f"{day_en(pause.start)}: {what_en}; as if resumed on {day_en(until)}, {cost} {en} do not count.",
        )
    back, back_en = ("补齐", "completed") if pause.kind == "completion" else ("恢复", "resumed")
    return (
        f"{day_zh(pause.start)} {what}，{day_zh(pause.end)} {back}，中间 {cost} {zh}不算。",
        f"{day_en(pause.start)}: {what_en}; {day_en(pause.end)}: {back_en}; {cost} {en} do not count.",
    )


def _extended(one: ClockRun) -> Line:
    zh, en = _COUNTS[one.clock.unit]
    assert one.extended_on is not None  # noqa: S101 - asked by the caller
    return (
        f"{day_zh(one.extended_on)} 延长 {one.extension} {zh}（只能延长一次）。",
        f"{day_en(one.extended_on)}: extended by {one.extension} {en} (once only).",
    )


def _days(one: ClockRun, calendar: Calendar, due: Due) -> Iterator[Line]:
    if one.clock.unit == "w":
        yield from _skipped(calendar, one.start, due.day)
        span = range(one.start.year, due.day.year + 1)
    else:
        yield from _rolled(calendar, due)
        span = range(due.raw.year, due.day.year + 1)
    unknown = [year for year in span if year not in calendar.years]
    if not unknown and due.provisional:  # the last days of a year wait for the notice of the next
        unknown = [due.day.year + 1]
    for year in unknown:
        yield (
            f"{year} 年的放假安排还没收录，只按周末和法律写明日子的节日推算，日期可能会变。",
            f"The holidays of {year} are not in the calendar: only weekends and the holidays that law fixes to a day "
            "are skipped, the date may change.",
        )


def _skipped(calendar: Calendar, start: date, end: date) -> Iterator[Line]:
    """Holidays by name, plain weekends as a number, make-up workdays one by one."""
    span = list(days(start, end))
    weekends = 0
    for name, group in groupby(span, key=calendar.holiday):
        rest = [day for day in group if not calendar.is_workday(day)]
        if name is None:
            weekends += len(rest)
        elif rest:
            label = HOLIDAYS.get(name, {"zh": name, "en": name})
            yield (
                f"跳过{label['zh']} {rest[0]} 至 {rest[-1]}（{len(rest)} 天）。",
                f"Skipped: {label['en']} {rest[0]} to {rest[-1]} ({len(rest)} days).",
            )
    if weekends:
        yield f"跳过周末 {weekends} 天。", f"Skipped: {weekends} weekend days."
    for day in span:
        if calendar.is_makeup(day):
            yield f"{day_zh(day)} 调休上班，算工作日。", f"{day_en(day)} is a make-up workday and counts."


def _rolled(calendar: Calendar, due: Due) -> Iterator[Line]:
    if due.raw != due.day:
        name = calendar.holiday(due.raw)
        label = HOLIDAYS.get(name, {"zh": name, "en": name}) if name else {"zh": "周末", "en": "the weekend"}
        yield (
            f"算到 {day_zh(due.raw)}，是{label['zh']}，顺延到下一个工作日 {day_zh(due.day)}。",
            f"It would end on {day_en(due.raw)}, a rest day ({label['en']}); it rolls to {day_en(due.day)}.",
        )
    elif calendar.is_makeup(due.raw):
        yield (
            f"算到 {day_zh(due.raw)}，这天调休上班，不顺延。",
            f"It ends on {day_en(due.raw)}, a make-up workday, so it does not roll.",
        )


def _due(due: Due) -> Line:
    return f"到期日是 {day_zh(due.day)}。", f"Due on {day_en(due.day)}."


def _end(procedure: Procedure, one: ClockRun, on: date, left: int | None, state: ClockStatus) -> Iterator[Line]:
    zh, en = _COUNTS[one.clock.unit]
    if one.stop is not None and one.stopped_by is not None:
        what, what_en = _label(procedure, one.stopped_by)
        if one.void:
            yield (
                f"{day_zh(one.stop)} {what}，这个期限就没有意义了，不用再办。",
                f"{day_en(one.stop)}: {what_en}, so this deadline is moot.",
            )
            return
        if one.lapsed:
            yield (
                f"到期没有人办，{day_zh(one.stop)} 系统按规定记了“{what}”。",
                f"Nobody acted in time; on {day_en(one.stop)} the program did what follows by law: {what_en}.",
            )
            return
        tail = (
            ("，在期限内。", ", in time.")
            if left is None or left >= 0
            else (f"，晚了 {-left} {zh}。", f", {-left} {en} late.")
        )
        ended = ("，这件事不再办，期限到此为止", ", the case ended and the clock with it") if one.ended else ("", "")
        yield f"{day_zh(one.stop)} {what}{ended[0]}{tail[0]}", f"{day_en(one.stop)}: {what_en}{ended[1]}{tail[1]}"
    elif left is not None and state == "missed":
        yield f"到 {day_zh(on)} 还没办，已经晚了 {-left} {zh}。", f"Not done by {day_en(on)}: {-left} {en} late."
    elif left is not None:
        yield f"到 {day_zh(on)} 还剩 {left} {zh}。", f"On {day_en(on)}: {left} {en} left."
