"""How a text becomes a value of the contract, as SQL: the one rule for files that are checked, landed and scanned."""

from __future__ import annotations

from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from huxin.law.errors import InputError

OFFSET: Final = "(Z|z|[+-](0[0-9]|1[0-4]):?[0-5][0-9])"
TIME: Final = "[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,9})?)?" + OFFSET
BARE: Final = "[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}[T ][0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,9})?)?"
DIGITS: Final = "-?[0-9]{1,18}"
WANTED: Final = "a time with its offset"
NO_OFFSET: Final = "Write the offset, or say which zone is meant: --zone Asia/Shanghai."


def known_zone(zone: str, field: str = "--zone") -> str:
    """A time zone of the IANA list; empty stays empty.  Raises InputError."""
    if not zone:
        return ""
    try:
        return ZoneInfo(zone).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InputError("zone", field, zone, "a time zone such as Asia/Shanghai", "China has one zone.") from None


def bare_sql(moment: str, zone: str) -> str:
    """Milliseconds of a TIMESTAMP without an offset that is meant in a zone."""
    return f"epoch_ms(timezone('{zone}', {moment}))"


def time_sql(clean: str, zone: str) -> str:
    """Milliseconds of a text; null where it is no time, or has no offset and no zone is said."""
    meant = ""
    if zone:
        moment = f"try_cast(replace(replace({clean}, '/', '-'), 'T', ' ') AS TIMESTAMP)"
        meant = f" WHEN regexp_full_match({clean}, '{BARE}') THEN {bare_sql(moment, zone)}"
    return (
        f"CASE WHEN regexp_full_match({clean}, '{DIGITS}') THEN try_cast({clean} AS BIGINT)"
        f" WHEN regexp_full_match({clean}, '{TIME}') THEN epoch_ms(try_cast({clean} AS TIMESTAMPTZ)){meant} END"
    )


def int_sql(clean: str) -> str:
    """A whole number of a text."""
    return f"CASE WHEN regexp_full_match({clean}, '[+]?{DIGITS}([.]0+)?') THEN try_cast({clean} AS BIGINT) END"


def double_sql(clean: str) -> str:
    """A finite number of a text."""
    return f"CASE WHEN isfinite(try_cast({clean} AS DOUBLE)) THEN try_cast({clean} AS DOUBLE) END"
