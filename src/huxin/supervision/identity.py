"""Who a worker is: a normalised number, namespaced where it must be, and its keyed hash.

An identity card and a driving licence carry the same number in China, so both name the same person.  A company's own
stable key means nothing elsewhere and stands under the company's code.
"""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path
from typing import Final

from huxin.law.errors import InputError

STABLE: Final = "stable_key"
_WIDE: Final = "".join(chr(code) for code in range(0xFF01, 0xFF5F)) + "\u3000"
_NARROW: Final = "".join(chr(code) for code in range(0x21, 0x7F)) + " "
_TABLE: Final = str.maketrans(_WIDE, _NARROW)
_LEAST_KEY: Final = 16


def worker_name(company: str, kind: str | None, value: str, *, normalise: bool) -> str:
    """The text that stands for a worker before hashing; without ``normalise`` the value is taken as it stands."""
    if kind == STABLE:
        return f"{company}:{value}"
    return half_width(value).replace(" ", "").replace("\t", "").upper() if normalise else value


def half_width(text: str) -> str:
    """Full-width characters (１２３，ＡＢＣ) as the plain ones."""
    return text.translate(_TABLE)


def worker_key(key: bytes, company: str, kind: str | None, value: str) -> str:
    """HMAC-SHA-256 of the worker's name, as 64 hexadecimal digits."""
    name = worker_name(company, kind, value, normalise=True)
    return hmac.new(key, name.encode(), hashlib.sha256).hexdigest()


def name_sql(*, normalise: bool) -> str:
    """The same name as a SQL expression over company_id, worker_id_kind, worker_id and landed_at.

    A record of the lake carries the key instead of the number: it is the name.
    """
    card = "worker_id"
    if normalise:
        wide, narrow = _WIDE.replace("'", "''"), _NARROW.replace("'", "''")
        card = f"upper(replace(replace(translate(worker_id, '{wide}', '{narrow}'), ' ', ''), chr(9), ''))"
    return (
        f"CASE WHEN landed_at IS NOT NULL THEN worker_id"
        f" WHEN worker_id_kind = '{STABLE}' THEN company_id || ':' || worker_id ELSE {card} END"
    )


def key_sql(key: bytes | None) -> str:
    """The keyed hash of worker_name as a SQL expression: HMAC written out, for rows by the million."""
    if key is None:
        return "worker_name"
    block = (hashlib.sha256(key).digest() if len(key) > 64 else key).ljust(64, b"\0")
    inner, outer = (bytes(byte ^ pad for byte in block).hex() for pad in (0x36, 0x5C))
    return f"sha256(unhex('{outer}') || unhex(sha256(unhex('{inner}') || encode(worker_name))))"


def read_key(path: str | None) -> bytes | None:
    """The bytes of a key file without a final line break.  Raises InputError for one that is missing or too short."""
    if path is None:
        return None
    try:
        key = Path(path).read_bytes().rstrip(b"\r\n")
    except OSError as error:
        raise InputError("file", "--key", path, "a file that can be read", f"{error.strerror}.") from None
    if len(key) < _LEAST_KEY:
        hint = "Make one with: openssl rand -hex 32 > FILE"
        raise InputError("key", "--key", f"{len(key)} bytes", f"at least {_LEAST_KEY} bytes", hint)
    return key


def narrow_sql(column: str) -> str:
    """A column with full-width characters made half-width and without spaces around it; an empty text is null."""
    wide, narrow = _WIDE.replace("'", "''"), _NARROW.replace("'", "''")
    plain = f"strlen({column}) = length({column})"  # as many bytes as characters: nothing to translate
    narrowed = f"CASE WHEN {plain} THEN {column} ELSE translate({column}, '{wide}', '{narrow}') END"
    return f"nullif(trim({narrowed}, ' ' || chr(9)), '')"
