"""What of a value may be repeated to whoever sent it: never a person's number, in whatever script or width it came.

What a check says is answered, kept with the batch and written into files, for much longer than the row itself.  So the
texts are cut where they are made: of a long number the last characters, of a point its neighbourhood, of anything else
a beginning; control characters never.
"""

from __future__ import annotations

import re
from typing import Final

import duckdb

MOST: Final = 24
"""Characters of a text that are shown."""
_LONG: Final = 7
"""So many figures make a number that may name somebody; a division code has six."""
_OTHER: Final = "〇零一二三四五六七八九壹贰貳叁參肆伍陆陸柒捌玖两兩幺"
"""Figures of Chinese texts that Unicode does not count as such."""
_NEVER: Final = "".join(rf"\x{{{plane:X}FFFE}}\x{{{plane:X}FFFF}}" for plane in range(17))
UNSEEN: Final = rf"[\p{{Cc}}\p{{Cf}}\p{{Co}}\x{{FDD0}}-\x{{FDEF}}{_NEVER}]"
"""Characters that nobody sees: controls, private ones, and the code points that Unicode gives to no character."""
_FIGURE: Final = rf"[\d①-⓿⁰-₉²³¹❶-➓㈠-㈩㊀-㊉〡-〩{_OTHER}]"
_RUN: Final = re.compile(rf"{_FIGURE}(?:[\s\-_.·,，/]?{_FIGURE}){{{_LONG - 1},}}[xXｘＸ]?")


def veiled(text: str, most: int = 200) -> str:
    """A text of a file or of a library, such as a header or an error message, with every long number cut."""
    plain = "".join(char for char in text if char.isprintable() or char == "\n")
    told = _RUN.sub(lambda found: f"…{found.group()[-2:]}", plain)
    return told if len(told) <= most else f"{told[:most]}…"


def macros(con: duckdb.DuckDBPyConnection) -> None:
    """``veiled(text, kind)`` for the checks' texts; ``kind`` is worker, time, number, point or anything else."""
    for one in _MACROS:
        con.execute(f"CREATE OR REPLACE TEMP MACRO {one}")


_TIME: Final = (
    "[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}"
    "([T ][0-9]{1,2}:[0-9]{1,2}(:[0-9]{1,2}([.][0-9]{1,6})?)?)?([Zz]|[+-][0-9:]{4,5})?"
)
# A time that looks like one, or that counts the seconds or milliseconds of our days; a telephone number does neither.
# A point to about a kilometre: exact places are kept for a month, what is said of them for longer.
_MACROS: Final = (
    f"plain(v) AS regexp_replace(v, '{UNSEEN}', '�', 'g')",
    f"figures(v) AS length(regexp_replace(v, '[^\\p{{N}}{_OTHER}]', '', 'g'))",
    f"""veiled(v, kind) AS CASE
        WHEN kind = 'time' AND (regexp_full_match(v, '{_TIME}')
            OR TRY_CAST(v AS BIGINT) BETWEEN 946684800 AND 4102444800
            OR TRY_CAST(v AS BIGINT) BETWEEN 946684800000 AND 4102444800000) THEN v
        WHEN kind = 'number' AND regexp_full_match(v, '-?[0-9]{{1,9}}([.][0-9]{{1,4}})?') THEN v
        WHEN kind = 'point' AND regexp_full_match(v, '-?[0-9.]{{1,7}}, -?[0-9.]{{1,7}}') THEN v
        WHEN kind = 'point' AND abs(TRY_CAST(v AS DOUBLE)) <= 180 THEN round(TRY_CAST(v AS DOUBLE), 2)::VARCHAR
        WHEN kind = 'worker' OR figures(v) >= {_LONG}
            THEN '…' || right(plain(v), CASE WHEN length(v) >= 12 THEN 4 WHEN length(v) >= 6 THEN 2 ELSE 0 END)
        WHEN length(v) > {MOST} THEN left(plain(v), {MOST}) || '…'
        ELSE plain(v) END""",
)
