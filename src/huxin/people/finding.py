"""How an officer's search finds people: keyed digests of what somebody types at a desk, never the name itself.

Of a name stand its beginnings from two signs on, in characters, in pinyin and in the first letters of the pinyin; each
digest is bound to the county where the person is registered, so that the same name is another digest in every county
and the table tells nobody how often a name occurs.  Of a telephone number stands the whole of it.  Whether somebody
may be seen at all is not decided here: a room that shows people narrows what it finds to its reader's scope.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final, Literal

from django.db.models import QuerySet

from huxin.core import crypto
from huxin.law.cleaning import half, phone
from huxin.people.models import FindKey, Person

By = Literal["id_number", "phone", "name"]
SHORTEST: Final = 2
"""Signs of a name, or syllables of its pinyin, with which a search begins: one sign is no name but a family."""
LONGEST: Final = 6
"""So many signs of a long name have a beginning each; the whole of it has one in any case."""
PIECE: Final = 500
_ID_NUMBER: Final = re.compile(r"[0-9]{17}[0-9X]")
_PHONE: Final = re.compile(r"1[0-9]{10}")
_LETTERS: Final = re.compile(r"[a-z]+")


def what_is(typed: str) -> By | None:
    """As what a text can name a person; None for one that can name nobody."""
    if _ID_NUMBER.fullmatch(half(typed).upper()):
        return "id_number"
    if _PHONE.fullmatch(phone(typed)):
        return "phone"
    plain = _plain(typed)
    return "name" if len(plain) >= SHORTEST and all(sign.isalpha() for sign in plain) else None


def found_people(typed: str, counties: Iterable[str]) -> QuerySet[Person]:
    """Everybody whom a text names who is registered in one of the counties; a number, whatever the county."""
    by = what_is(typed)
    if by == "id_number":
        return Person.objects.filter(kind="natural", index=crypto.blind_index(half(typed)))
    if by == "phone":
        digests = [_digest("", "phone", phone(typed))]
    elif by == "name":
        plain = _plain(typed)
        kind, said = ("pinyin", _spelt(plain)) if _LETTERS.fullmatch(plain) else ("name", plain)
        digests = [_digest(county, kind, said) for county in counties]
    else:
        return Person.objects.none()
    return Person.objects.filter(id__in=FindKey.objects.filter(digest__in=digests).values("person"))


def index_people(people: Iterable[tuple[Person, str, str]]) -> None:
    """Write the keys of people anew, each with name and telephone number, in the caller's transaction."""
    rows = {person.id: (person, name, number) for person, name, number in people if person.kind == "natural"}
    ids = list(rows)
    for start in range(0, len(ids), PIECE):
        piece = ids[start : start + PIECE]
        FindKey.objects.filter(person__in=piece).delete()
        FindKey.objects.bulk_create((key for one in piece for key in _keys(*rows[one])), batch_size=PIECE)


def _keys(person: Person, name: str, number: str) -> Iterator[FindKey]:
    yield from (FindKey(person=person, digest=one) for one in sorted(set(_said(person.county, name, number))))


def _said(county: str, name: str, number: str) -> Iterator[str]:
    if number:
        yield _digest("", "phone", phone(number))
    plain = _plain(name)
    lengths = {len(plain), *range(SHORTEST, min(len(plain), LONGEST) + 1)}
    for length in lengths:
        yield _digest(county, "name", plain[:length])
    for syllables in _readings(plain):
        for length in lengths:
            yield _digest(county, "pinyin", "".join(syllables[:length]))
            yield _digest(county, "pinyin", "".join(one[0] for one in syllables[:length]))


def _digest(county: str, kind: str, said: str) -> str:
    return crypto.keyed_digest(f"find/{county}/{kind}/{said}")


def _plain(name: str) -> str:
    """A name as it is compared: no blanks, no dot of long names, half width, small letters."""
    return re.sub(r"[\s·•・‧∙.．'’-]", "", half(name)).casefold()


def _spelt(letters: str) -> str:
    """Pinyin as the index writes it: ``lyu`` of passports and ``lü`` are ``lv``."""
    return re.sub(r"(?<=[ln])yu", "v", letters)


def letters_of(name: str) -> str:
    """A name in letters, as its signs are usually read: ``chenxiaohua``."""
    return "".join(_sounds(sign)[0] for sign in _plain(name))


def _readings(plain: str) -> Iterator[list[str]]:
    """The syllables of a name, once for each way in which its first sign, the family's, is read (曾 zeng, ceng)."""
    signs = [_sounds(sign) for sign in plain]
    if signs:
        yield from ([first, *(one[0] for one in signs[1:])] for first in signs[0])


@cache
def _sounds(sign: str) -> tuple[str, ...]:
    """The readings of a sign without tones, the usual one first; a letter is its own."""
    from pypinyin import Style, pinyin  # its tables are large: only whoever writes keys loads them

    return tuple(dict.fromkeys(one for one in pinyin(sign, style=Style.NORMAL, heteronym=True)[0] if one)) or (sign,)
