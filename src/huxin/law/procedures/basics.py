"""What the shapes of a procedure are made of, and the parts that no act reads: ways to contest, what is paid, where it
goes on, whose turn it is, the guide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Text2 = Mapping[str, str]
"""A text in both languages: ``{"zh": …, "en": …}``."""
Condition = Mapping[str, str | bool | tuple[str, ...]]
"""Holds when every named answer equals the value, or is one of the values.  An answer that is absent never equals."""
Confidence = Literal["V", "S", "N", "K", "U", "proposal"]
Party = Literal["worker", "kin", "unit", "union", "respondent", "authority"]
"""Who acted, in the words of the law; an officer of any role is the ``authority``."""
Status = Literal["received", "completion_asked", "in_progress", "done", "refused", "withdrawn", "transferred"]


@dataclass(frozen=True, kw_only=True)
class Route:
    """One way to appeal 救济途径: where, within which time, from what it counts.

    It counts from receipt, or from the event that ``starts`` names, on the day that the form's answer ``since`` says.
    ``when`` and ``unless`` are held against all answers, ``after`` narrows it to what these acts decided.  ``body``:
    the agency of the pack that is addressed, by its name in the county of the case.
    """

    id: str
    label: Text2
    to: Text2
    length: int
    unit: Literal["days", "months"]
    source: str
    confidence: Confidence = "K"
    starts: Text2 | None = None
    since: str | None = None
    when: Condition | None = None
    unless: Condition | None = None
    after: tuple[str, ...] = ()
    body: str | None = None


@dataclass(frozen=True, kw_only=True)
class Appeal:
    """What stands before the ways, and the ways."""

    text: Text2
    routes: tuple[Route, ...]


@dataclass(frozen=True, kw_only=True)
class GuideQuestion:
    """What people ask, and the answer."""

    ask: Text2
    answer: Text2


@dataclass(frozen=True, kw_only=True)
class Guide:
    """The public service guide 办事指南.  Days in working days; None means: not fixed, and the page says so.

    Materials are not written here: they are the evidence list, so that guide and form cannot differ.
    """

    item_type: Text2
    basis: tuple[str, ...]
    authority: Text2
    serves: Text2
    conditions: tuple[Text2, ...]
    steps: tuple[Text2, ...]
    statutory_days: int | None
    promised_days: int | Mapping[Literal["param"], str] | None
    fee: Text2
    result: Text2
    place: Text2
    hours: Text2
    visits: int
    contacts: tuple[Text2, ...]
    basic_code: str | None = None
    implementation_code: str | None = None
    questions: tuple[GuideQuestion, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Payment:
    """Money that the city pays to the applicant 发放: ``amount`` of ``decide``, to ``account`` of the form.

    ``when`` is held against the decision: a loan limit that is set is no payment, an interest subsidy is.  The act
    ``pay`` says what must have passed before (``after_clock``).  A fine, an award or a claim is never one.
    """

    amount: str
    account: str
    when: Condition | None = None


@dataclass(frozen=True, kw_only=True)
class Collection:
    """Money that a side owes by a decision, a fine 罚款: ``amount`` of ``decide``, within ``days`` (a parameter) of the
    day on which the document ``served`` arrived.

    ``paid``: the act by which finance records what arrived.  ``rate`` and ``ceiling``: parameters that say what is
    added for each day after that, and up to which share of the sum.  ``enforce``: a parameter, the months in which the
    court can be asked to enforce it, after the ways to contest are over.  It is never a payment of the city.
    """

    amount: str
    paid: str
    served: str
    days: str
    rate: str
    ceiling: str
    enforce: str | None = None
    when: Condition | None = None


@dataclass(frozen=True, kw_only=True)
class HandOver:
    """Where the case can go on.  ``when`` is held against what was said so far."""

    after: str
    to: str
    label: Text2
    when: Condition | None = None


@dataclass(frozen=True, kw_only=True)
class Concerned:
    """Whom a case is about 本人, where somebody else files it: the questions of the form that say name and number.

    Without an answer it is the applicant.
    """

    name: str
    number: str


@dataclass(frozen=True, kw_only=True)
class LengthVariant:
    """Another length where the case says so (simple track, clear facts)."""

    when: Condition
    length: int
    source: str


@dataclass(frozen=True, kw_only=True)
class Extension:
    """How far the clock can be extended, once and before it runs out."""

    most: int
    source: str
    consents: tuple[Party, ...] = ()
    consents_when: Condition | None = None


@dataclass(frozen=True, kw_only=True)
class Turn:
    """Whose turn it is 轮到谁 in a status: what somebody owes, and what follows if it is not done.

    ``acts``: each of them ends the turn; the first says by its ``by`` whose it is, unless ``who`` does, in sides or
    roles.  ``after``: what asks for it, so that it holds until one of ``acts`` answers the latest of them; without it
    the act that the first of ``acts`` requires.  Without acts it is nobody's, and ``do`` is a whole sentence.
    """

    do: Text2
    acts: tuple[str, ...] = ()
    who: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    otherwise: Text2 | None = None
