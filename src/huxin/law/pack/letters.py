"""What a pack must say of its letters 文书: to whom each goes, and from when it may name who complained."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from huxin.law.errors import nearest
from huxin.law.pack.letter_model import PARTS, LetterMust, LetterTitle
from huxin.law.pack.model import Pack
from huxin.law.procedures.model import Procedure

APPLICANT: Final = "applicant"
"""``LetterTitle.issuer`` of what a side itself writes, such as a demand."""


@dataclass(frozen=True)
class LetterFault:
    """``key``: the letter; ``path``: the part of its entry."""

    key: str
    path: tuple[str, ...]
    got: str
    wanted: str
    hint: str


def letter_faults(pack: Pack) -> Iterator[LetterFault]:
    """Every fault of letters.yaml, held against the procedures that use a letter."""
    for letter in pack.letters.values():
        used = [one for one in pack.procedures.values() if any(letter.id in act.letters for act in one.acts.values())]
        yield from _named(letter, used)
        yield from _addressed(letter, used)
        yield from _musts(pack, letter, used)
        yield from _titled(letter, used)
        yield from _personal(letter, used)
        yield from _asked(letter, used)


def number_faults(pack: Pack) -> Iterator[tuple[str, str, str]]:
    """(agency, key, rule) for each rule of numbers 文号 that cannot be filled, or has no year or running number."""
    for body in pack.agencies.values():
        for key in ("number", "county_number"):
            rule = getattr(body, key)
            try:
                filled = (rule or "{n}").format(series="", year="", county="", n="{n}")
            except (KeyError, IndexError, ValueError):
                filled = ""
            if filled.count("{n}") != 1 or (rule is not None and "{year}" not in rule):
                yield body.id, key, rule


def _titled(letter: LetterTitle, used: list[Procedure]) -> Iterator[LetterFault]:
    """Another title belongs to an outcome or a procedure that there is."""
    cases = {one.id for one in used} | {outcome for one in used for outcome in one.outcomes}
    for name in letter.titles if used else ():
        if name not in cases:
            wanted = "a procedure that sends it, or one of its outcomes"
            yield LetterFault(letter.id, ("titles",), name, wanted, nearest(name, cases))


def _personal(letter: LetterTitle, used: list[Procedure]) -> Iterator[LetterFault]:
    """What a letter prints of a person's own words is asked for, and personal, somewhere where the letter is used."""
    acts = [(one, act) for one in used for act in one.acts.values() if letter.id in act.letters]
    asked = {
        field.name for one, act in acts for name in ("file", act.id) for field in one.fields_of(name) if field.personal
    }
    for name in letter.personal if used else ():
        if name not in asked:
            wanted = "a personal question of the form or of an act that sends it"
            yield LetterFault(letter.id, ("personal",), name, wanted, nearest(name, asked))


def _asked(letter: LetterTitle, used: list[Procedure]) -> Iterator[LetterFault]:
    """The day by which a reader has to do something is one of an act that sends the letter, or a deadline."""
    acts = [(one, act) for one in used for act in one.acts.values() if letter.id in act.letters]
    days = {f"payload.{field.name}" for one, act in acts for field in one.fields_of(act.id) if field.kind == "date"}
    clocks = {f"clock.{clock.id}" for one in used for clock in one.clocks}
    fine = {"fine"} if any(one.collection is not None for one in used) else set()
    form = {field.name for one in used for field in one.fields_of("file") if not field.personal}
    for name in letter.reads if used else ():
        if name not in form:
            wanted = "a question of the form that is not personal"
            yield LetterFault(letter.id, ("reads",), name, wanted, nearest(name, form))
    for index, ask in enumerate(letter.asks if used else ()):
        for key, day, known in (("by", ask.by, days | clocks | fine), ("on", ask.on, days)):
            if day is not None and day not in known:
                wanted = "payload.<a day of an act that sends it>, clock.<a deadline of its procedure> or fine"
                yield LetterFault(letter.id, ("asks", str(index), key), day, wanted, nearest(day, known))


def _musts(pack: Pack, letter: LetterTitle, used: list[Procedure]) -> Iterator[LetterFault]:
    """Each thing that a letter must hold has a source of the pack, and a ``when`` that can come true."""
    cases = {one.id for one in used} | {outcome for one in used for outcome in one.outcomes}
    for index, must in enumerate(letter.must):
        head = must.source.partition(" ")[0]
        if head not in pack.instruments or head == must.source:
            wanted = "'<instrument id> <article>'"
            yield LetterFault(letter.id, ("must", str(index)), must.source, wanted, nearest(head, pack.instruments))
        for case in must.cases if used else ():
            if case not in cases:
                wanted = "a procedure that sends it, or one of its outcomes"
                yield LetterFault(letter.id, ("must", str(index)), case, wanted, nearest(case, cases))


def shown_faults(pack: Pack) -> Iterator[LetterFault]:
    """What the law wants on a letter stands somewhere on it, and every act that asks for the letter asks for that."""
    for letter in pack.letters.values():
        used = [one for one in pack.procedures.values() if any(letter.id in act.letters for act in one.acts.values())]
        for index, must in enumerate(letter.must):
            where = ("must", str(index))
            if not must.shows:
                wanted = "'shows': where on the letter it stands"
                yield LetterFault(letter.id, where, must.text["zh"], wanted, "Name the questions or the part.")
            for place in must.shows:
                yield from _shown(letter, where, must, place, used)


def _shown(
    letter: LetterTitle, where: tuple[str, ...], must: LetterMust, place: str, used: list[Procedure]
) -> Iterator[LetterFault]:
    kind, _, name = place.partition(".")
    if place in PARTS or place.startswith("text:"):
        return
    if kind not in ("payload", "answers") or not name:
        wanted = "payload.<question>, answers.<question>, text:<words> or a part of the layout"
        yield LetterFault(letter.id, where, place, wanted, nearest(place, PARTS))
        return
    for one in used:
        for act in one.acts.values() if _concerns(must, one) else ():
            asked = {field.name for field in one.fields_of(act.id if kind == "payload" else "file")}
            if letter.id in act.letters and name not in asked:
                wanted = (
                    f"a question '{name}' in {'the act ' + act.id if kind == 'payload' else 'the form'} of {one.id}"
                )
                yield LetterFault(letter.id, where, place, wanted, nearest(name, asked))


def _concerns(must: LetterMust, one: Procedure) -> bool:
    """Whether something that a letter must hold can be wanted in a procedure."""
    return not must.cases or one.id in must.cases or any(case in one.outcomes for case in must.cases)


def issuer_faults(pack: Pack) -> Iterator[LetterFault]:
    """The body that makes a letter stands in the pack of a city; a parent of it names bodies that its cities have."""
    for letter in pack.letters.values() if pack.agencies else ():
        if letter.issuer not in (None, APPLICANT, *pack.agencies):
            hint, wanted = nearest(str(letter.issuer), pack.agencies), f"an agency of the pack, or '{APPLICANT}'"
            yield LetterFault(letter.id, ("issuer",), str(letter.issuer), wanted, hint)


def _named(letter: LetterTitle, used: list[Procedure]) -> Iterator[LetterFault]:
    """Only a complainant is named from an act on, and that act exists where the letter is used."""
    act = letter.reveals_applicant_from
    if act is None:
        return
    where = ("reveals_applicant_from",)
    complaints = [one for one in used if one.applicant_is == "complainant"]
    if not complaints:
        wanted = "a letter of a procedure whose applicant is a complainant"
        yield LetterFault(letter.id, where, act, wanted, "Delete it, or declare 'applicant_is: complainant'.")
    for one in complaints:
        if act not in one.acts:
            yield LetterFault(letter.id, where, act, f"an act of {one.id}", nearest(act, one.acts))


def _addressed(letter: LetterTitle, used: list[Procedure]) -> Iterator[LetterFault]:
    """An act whose letter goes to the side that it names asks for that side."""
    if letter.to != "party":
        return
    for one in used:
        joining = {"to", "party", *(part.field for part in one.parties)}
        for act in one.acts.values():
            if letter.id in act.letters and joining.isdisjoint(field.name for field in one.fields_of(act.id)):
                wanted = f"a field 'to' or 'party' in the act '{act.id}' of {one.id}, or another addressee"
                yield LetterFault(letter.id, ("to",), "party", wanted, "Ask for the side, or write 'to: respondent'.")
