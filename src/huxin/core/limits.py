"""Numbers that bound what people may do, each with its reason; a deployment sets another by the variable's name."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Final

BOUNDS: Final[Mapping[str, int]] = {
    "HUXIN_LOGIN_ATTEMPTS": 5,  # wrong passwords, or codes, before the next try waits: common practice for 等保 三级
    "HUXIN_LOGIN_ATTEMPTS_ANYWHERE": 100,  # at one account from all strange devices together, before those wait
    "HUXIN_LOGIN_LOCK_MINUTES": 15,  # the longest wait
    "HUXIN_DEVICE_DAYS": 180,  # a device that somebody signed in on is known for so long
    "HUXIN_STAFF_IDLE_MINUTES": 15,
    "HUXIN_PUBLIC_IDLE_MINUTES": 30,
    "HUXIN_STALE_DAYS": 90,  # an account of the staff that nobody used is closed
    "HUXIN_ACCESS_LOG_DAYS": 200,  # more than the six months that network logs are kept
    "HUXIN_UPLOADS_PER_DAY": 60,  # files of one person: several applications with every paper
    "HUXIN_UPLOAD_MB_PER_DAY": 300,
    "HUXIN_SIGN_INS_PER_MINUTE": 20,  # of one device, or of one account
    "HUXIN_SIGN_INS_PER_ADDRESS": 300,  # a minute, of all strange devices behind one address: a carrier has thousands
    "HUXIN_SUBMITS_PER_MINUTE": 60,  # of one person: an officer who works with keys
    "HUXIN_LAW_PER_MINUTE": 1200,  # tenths of a usual question about the law, of everybody behind one address
    "HUXIN_CHECKS_PER_MINUTE": 10,  # certificates that one device may look up: a person with a pile of them
    "HUXIN_TAKES_PER_MINUTE": 4,  # own data and records that one person may have put together
    "HUXIN_CHECKS_PER_ADDRESS": 100,  # a minute, of everybody behind one address
    "HUXIN_ADDRESS_PER_MINUTE": 3000,  # forms of everybody without an account behind one address: against floods
    "HUXIN_POUCHES_PER_HOUR": 20,  # times that one device, or account, may seal files
    "HUXIN_POUCHES_PER_ADDRESS": 2000,  # an hour, of everybody behind one address: an accident is on many telephones
    "HUXIN_REQUESTS_AT_ONCE": 8,  # that one process works on: more share its one interpreter and all get slower
    "HUXIN_REQUESTS_WAITING": 12,  # that wait for it; further ones are told to come again, so that nobody waits long
    "HUXIN_FEED_READERS": 2,  # deliveries that are read at once on one machine: each may use a processor
    "HUXIN_FEED_WAITING": 1,  # that may wait for it; further ones come again, so that threads are left for pages
}


_UNITS: Final[Mapping[str, int]] = {"KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12}


def size(name: str, default: str) -> int:
    """Bytes of a size such as ``2GB``.  Raises ValueError for a text that is none."""
    text = os.environ.get(name, default).strip()
    number, unit = text[:-2].strip(), text[-2:].upper()
    if unit not in _UNITS or not number.isdecimal() or int(number) < 1:
        raise ValueError(f"{name} is '{text}', wanted a size such as {default}")
    return int(number) * _UNITS[unit]


def bound(name: str) -> int:
    """The number of this name.  Raises ValueError for a value that is no whole number above nothing."""
    text = os.environ.get(name)
    if text is None:
        return BOUNDS[name]
    if not text.isdecimal() or int(text) < 1:
        raise ValueError(f"{name} is '{text}', wanted a whole number from 1 on; leave it out for {BOUNDS[name]}")
    return int(text)
