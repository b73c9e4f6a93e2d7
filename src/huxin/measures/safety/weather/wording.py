"""Weather and colour of one block of a message: from its codes, its fields and the words of its headline.

Where they do not agree each kind of weather stands with the gravest colour that was read, and says that it is in doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from huxin.casework.service import city_pack
from huxin.measures.safety.weather.colours import flat, gravest, standing
from huxin.measures.safety.weather.places import WarnedCounty
from huxin.measures.safety.weather.received import MessagePart
from huxin.measures.safety.weather.whys import Why
from huxin.supervision.rules import DetectorRules

_GRADE: Final = re.compile(r"[\[(【]\s*((?:IV|I{1,3}|[1-4一二三四])级)[^\])】]*[\])】]")


@dataclass(frozen=True)
class Block:
    """What one block says: codes of the weather, its name, colours by field, headline, where and when."""

    codes: tuple[str, ...]
    event: str
    colours: tuple[str, ...]
    headline: str
    places: tuple[WarnedCounty, ...]
    effective: datetime
    expires: datetime | None


def parts_of(block: Block, on: date) -> list[MessagePart]:
    """One part for each place and kind of weather of a block."""
    kinds = _table("weather.event_types", on)
    words = _table("weather.colour_words", on)
    said, doubts = _colours_by_kind(block, kinds, words)
    return [
        MessagePart(
            place.code, kind[:60], colour[:20], block.effective, block.expires,
            (block.codes[0] if block.codes else block.event)[:60], (block.headline or block.event)[:300],
            place.ours, (*place.whys, *whys, *doubts),
        )
        for kind, (colour, whys) in said.items()
        for place in block.places
    ]  # fmt: skip


def _colours_by_kind(
    block: Block, kinds: Mapping[str, str], words: Mapping[str, str]
) -> tuple[dict[str, tuple[str, tuple[Why, ...]]], tuple[Why, ...]]:
    """Weather → (colour, why it is in doubt or absent), and doubts about the weather itself."""
    coded = list(dict.fromkeys(kind for one in block.codes if (kind := _exact(one, kinds))))
    texts = [text for text in dict.fromkeys((flat(block.event), flat(block.headline))) if text]
    given: dict[str, set[str]] = {}
    gone: list[str] = []
    spoken: list[str] = []
    for text in texts:
        mentions, lifted = standing(text, words)
        gone += [one.colour for one in lifted]
        last = ""
        for one in mentions:
            last = _last_kind(one.before, kinds) or _first_kind(one.after, kinds) or last
            spoken += [last] if last else []
            given.setdefault(last, set()).add(one.colour)
        given.setdefault("", set()).update(
            colour for grade in _GRADE.findall(text) if (colour := words.get(grade)) and not lifted
        )
    types = list(dict.fromkeys([*coded, *spoken])) or list(dict.fromkeys(_kinds_in(texts, kinds)))[:1]
    doubts = (Why.of("types", got="、".join(types)),) if coded and len(types) > len(coded) else ()
    types = types or [flat(one) for one in (*block.codes, block.event, block.headline) if flat(one)][:1] or [""]
    known = [words.get(flat(one)) or words.get(flat(one).upper()) or _lower(one) for one in block.colours if flat(one)]
    fields = {one for one in known if one in words.values()}
    odd = next((one for one in known if one not in words.values()), "")
    found = {}
    for place, kind in enumerate(types):
        main = kind in coded or (not coded and place == 0)
        colours = given.get(kind, set()) | ((fields | given.get("", set())) if main or kind not in given else set())
        found[kind] = _settled(colours, gone if main else [], odd, block)
    return found, doubts


def _settled(colours: set[str], gone: list[str], odd: str, block: Block) -> tuple[str, tuple[Why, ...]]:
    """The colour that stands, and what is in doubt about it."""
    if not colours:
        text = (block.headline or block.event)[:60]
        if gone:
            return "", (Why.of("only_lifted", got=text),)
        return odd, (Why.of("bad_colour", got=odd or text),)
    colour = gravest(colours)
    if len(colours) > 1 or odd or (colours <= set(gone)):
        got = "、".join([*sorted(colours), *([odd] if odd else []), *([f"-{colour}"] if colours <= set(gone) else [])])
        return colour, (Why.of("colours", got=got, colour=colour),)
    return colour, ()


def _exact(word: str, kinds: Mapping[str, str]) -> str:
    one = flat(word)
    return kinds.get(one) or kinds.get(one.upper()) or (one if one in kinds.values() else "") or _last_kind(one, kinds)


def _kinds_in(texts: Iterable[str], kinds: Mapping[str, str]) -> list[str]:
    return [kind for text in texts if (kind := _first_kind(text, kinds))]


def _places(text: str, kinds: Mapping[str, str]) -> list[tuple[int, int, str]]:
    held = text.lower()
    words = [(word, kind) for word, kind in kinds.items() if not word[:1].isdigit()]
    return [(held.rfind(word.lower()), len(word), kind) for word, kind in words if word.lower() in held]


def _last_kind(text: str, kinds: Mapping[str, str]) -> str:
    return max(_places(text, kinds), default=(0, 0, ""))[2]


def _first_kind(text: str, kinds: Mapping[str, str]) -> str:
    return min(_places(text, kinds), default=(0, 0, ""), key=lambda one: (one[0], -one[1]))[2]


def _lower(word: str) -> str:
    return flat(word).lower()[:20]


def _table(name: str, on: date) -> dict[str, str]:
    return {key: str(cell[0]) for key, cell in DetectorRules(city_pack()).table(name, on).items()}
