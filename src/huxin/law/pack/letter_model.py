"""The shapes of letters 文书: who makes each, to whom it goes, how it is called and numbered, what it must hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from huxin.law.procedures.basics import Condition, Text2

AddressedTo = Literal["applicant", "respondent", "party", "sides", "office", "public"]
"""``applicant``: who applied (the other side where an office itself filed); ``respondent``: each other side 对方;
``party``: the side that the act names (``to``, or the credit code of the joining field); ``sides``: each side;
``office``: a body outside the case; ``public``: everybody."""


PARTS: Final = (
    "title",
    "number",
    "parties",
    "concerned",
    "unit",
    "remedies",
    "office",
    "day",
    "due",
    "seal",
    "signers",
)
"""What the layout itself puts on a paper: the sides, the ways to contest, body and day, the place of seal and names."""


@dataclass(frozen=True, kw_only=True)
class LetterMust:
    """One thing that the law wants on a letter 应当载明的事项, by its clause (``<instrument id> <article>``).

    ``when``: the procedures or outcomes for which it holds; without it always.  ``shows``: where it stands on the
    paper: ``payload.<question of the act>``, ``answers.<question of the form>``, ``text:<words of the template>``, or
    a part of ``PARTS``.
    """

    text: Text2
    source: str
    when: str | tuple[str, ...] | None = None
    shows: tuple[str, ...] = ()

    @property
    def cases(self) -> tuple[str, ...]:
        """For which procedures or outcomes it holds; empty for all."""
        return () if self.when is None else (self.when,) if isinstance(self.when, str) else self.when


@dataclass(frozen=True, kw_only=True)
class PlainWords:
    """What a letter means in plain words 看得懂的说明: no part of what is decided.  ``when``: held against the act."""

    text: Text2
    when: Condition | None = None


@dataclass(frozen=True, kw_only=True)
class LetterAsk:
    """What whoever reads a letter has to do.  ``when``: held against the act; ``side``: who of them, without it all.

    ``by``: the last day for it: ``payload.<day of the act>``, ``clock.<deadline of the procedure>``, or ``fine``, the
    last day for paying one.  ``on``: the day of it, likewise ``payload.<day>``.
    """

    text: Text2
    when: Condition | None = None
    side: Literal["applicant", "respondent"] | None = None
    by: str | None = None
    on: str | None = None


@dataclass(frozen=True, kw_only=True)
class LetterContest:
    """That a letter names the ways to contest what it decides: always, or by what its act says.

    ``when`` and ``unless`` are held against the act; ``answered``: a question of it that has an answer.
    """

    when: Condition | None = None
    unless: Condition | None = None
    answered: str | None = None


@dataclass(frozen=True, kw_only=True)
class LetterTitle:
    """A letter 文书 that acts ask for; its text is the Typst template ``letters/<id>.typ`` of the same pack.

    ``to``: to whom it is addressed (``AddressedTo``); each addressee gets a letter of their own.  ``readers``: sides
    that may read it besides the addressee and the office.  ``reveals_applicant_from``: the act from which this letter
    may name a complainant 投诉人 to another side; a reporter 举报人 is never named.
    ``issuer``: the body of ``agencies.yaml`` that makes it 制发机关, or ``applicant`` for what a side itself writes;
    without it that of the procedure.  ``numbers``: ``full`` where the law wants the whole identity number on it.
    ``titles``: another title for an outcome or a procedure.  ``series``: the word of its numbers 文号 (工认字); without
    one it is no document with a number.  ``must``: what the law wants on it.  ``plain``: what it means; the first
    that fits follows after the seal.  ``means``: likewise, where ``plain`` says nothing; ``asks``: what to do by when;
    ``contest``: whether it names ways to contest; ``answer_by``: whether it names the day by which the office answers;
    ``reads``: questions of the form that it says besides those of its act; these five only where the letter is read
    on a screen.  ``personal``: the personal questions of form and act whose answers it has to hold, numbers masked; of
    all others it prints none.
    """

    id: str
    title: Text2
    to: AddressedTo = "applicant"
    issuer: str | None = None
    numbers: Literal["masked", "full"] = "masked"
    titles: Mapping[str, Text2] = field(default_factory=dict)
    series: str | None = None
    readers: tuple[Literal["applicant", "respondent"], ...] = ()
    reveals_applicant_from: str | None = None
    must: tuple[LetterMust, ...] = ()
    plain: tuple[PlainWords, ...] = ()
    means: tuple[PlainWords, ...] = ()
    asks: tuple[LetterAsk, ...] = ()
    contest: LetterContest | None = None
    answer_by: bool = False
    reads: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()
    override: Literal["replace", "extend"] | None = None
