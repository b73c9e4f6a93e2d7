"""Which counties 县（市、区） a warning names, by code or by name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from huxin.casework.service import city_pack
from huxin.measures.safety.weather.colours import flat
from huxin.measures.safety.weather.whys import Why

_CODE: Final = re.compile(r"[0-9]{6}(?:[0-9]{3}|[0-9]{6})?")
_APART: Final = re.compile(r"[、，,;；/|\s]+|和|及|与")


@dataclass(frozen=True)
class WarnedCounty:
    """One county; ``ours``: of this city.  ``code`` is empty where no county could be read."""

    code: str
    ours: bool
    whys: tuple[Why, ...] = ()


def places_of(codes: Iterable[str], names: Iterable[str] = ()) -> list[WarnedCounty]:
    """Every county that codes name, each once, and one place for each word that names none.

    A street's code counts for its county, a city's or a province's for all.  ``names``: what the same area is called;
    a county that only the name says counts too and is in doubt, and where no code was understood the name decides.
    """
    found: dict[str, WarnedCounty] = {}
    for written in codes:
        for token in _APART.split(flat(written)):
            if token:
                for place in _resolved(token):
                    found.setdefault(place.code or repr(place.whys), place)
    called = [text for text in names if not _CODE.fullmatch(flat(text))]
    named = {code for text in called for code in _named(flat(text))}
    by_code = {code for code, one in found.items() if one.ours}
    if by_code and not named <= by_code:
        got = "、".join([*sorted(by_code), *called])
        doubt = (Why.of("places", got=got),)
        found |= {code: WarnedCounty(code, True, doubt) for code in sorted(by_code | named)}
    elif named and not by_code:
        whys = (Why.of("places", got="、".join([*found, *called])),) if found else ()
        found |= {code: WarnedCounty(code, True, whys) for code in sorted(named)}
    elif not found:
        found = {text: WarnedCounty("", False, (Why.of("bad_county", place=text[:40]),)) for text in called if text}
    return list(found.values()) or [WarnedCounty("", False, (Why.of("no_county"),))]


def _resolved(token: str) -> list[WarnedCounty]:
    if not _CODE.fullmatch(token):
        inside = _named(token)
        if inside:
            return [WarnedCounty(code, True) for code in sorted(inside)]
        return [WarnedCounty("", False, (Why.of("bad_county", place=token[:40]),))]
    digits = token[:6]
    inside = {
        code
        for code in city_pack().divisions
        if digits == code
        or (digits[4:] == "00" and digits[2:] != "0000" and digits[:4] == code[:4])
        or (digits[2:] == "0000" and digits[:2] == code[:2])
    }
    if inside:
        return [WarnedCounty(code, True) for code in sorted(inside)]
    return [WarnedCounty(digits, False, (Why.of("foreign", place=digits),))]


def _named(text: str) -> set[str]:
    """Counties whose full name stands in a text, or that it is the short or the English name of."""
    found = set()
    for code, one in city_pack().divisions.items():
        full, short = one.label["zh"], one.label["zh"].removesuffix("区").removesuffix("县").removesuffix("市")
        if full in text or text in (short, one.label["en"]) or text.lower() == one.label["en"].lower():
            found.add(code)
    return found
