"""Rights guides 权益指南: what the notice promises and how to get it, by situation and by trade, in one language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from huxin.law import Pack
from huxin.law.pack.coverage import EVERY_TRADE, trades
from huxin.law.procedures import Procedure

SITUATIONS: Final[Mapping[str, Mapping[str, str]]] = {
    "insurance": {"zh": "受伤了，想参保", "en": "Hurt at work, or joining insurance"},
    "disputes": {"zh": "钱不对，被封号，谈不拢", "en": "Pay, blocked accounts and other disputes"},
    "employment": {"zh": "签没签合同，算不算员工", "en": "Contracts, and whether you are employed"},
    "subsidies": {"zh": "能领什么钱", "en": "Money you can claim"},
    "safety": {"zh": "不安全，不敢送", "en": "Danger at work"},
    "careers": {"zh": "学技能，考证", "en": "Skills and certificates"},
    "places": {"zh": "找地方歇脚、充电", "en": "Places to rest and charge"},
    "governance": {"zh": "投诉、评价、集体协商", "en": "Complaints, ratings, consultation"},
}
"""The rooms of the catalogue, in the words of whoever is in need, the most urgent first."""


@dataclass(frozen=True)
class Way:
    """One procedure as a guide tells it."""

    id: str
    label: str
    who: list[str]
    steps: list[str]
    fee: str
    result: str
    contacts: list[str]
    questions: list[tuple[str, str]]
    clause: str


@dataclass(frozen=True)
class GuidePage:
    """``promises``: (sentence, its number in the notice); ``ways``: what a worker can ask for."""

    id: str
    title: str
    promises: list[tuple[str, str]]
    ways: list[Way]


def situations(pack: Pack, language: str) -> list[GuidePage]:
    """A guide for each room in which a worker can ask for something."""
    return [one for room in SITUATIONS if (one := _situation(pack, room, language)).ways]


def by_trade(pack: Pack, language: str) -> list[GuidePage]:
    """A guide for each trade that the notice names."""
    return [_trade(pack, trade, language) for trade in trades(pack)]


def trade_name(pack: Pack, trade: str, language: str) -> str:
    """A trade in words, as the forms of the pack name it."""
    for procedure in pack.procedures.values():
        for one in (field for step in procedure.form for field in step.fields):
            for option in one.options:
                if option.value == trade:
                    return option.label[language]
    return trade


def _situation(pack: Pack, room: str, language: str) -> GuidePage:
    mine = [one for one in pack.procedures.values() if one.room == room and _for_workers(one)]
    names = {one.id for one in mine}
    promises = [one for one in pack.clauses.values() if names & set(one.procedures) and EVERY_TRADE in one.serves]
    return GuidePage(
        room,
        SITUATIONS[room][language],
        [(one.summary[language], one.id) for one in promises],
        [_way(pack, one, language) for one in mine],
    )


def _trade(pack: Pack, trade: str, language: str) -> GuidePage:
    clauses = [one for one in pack.clauses.values() if {trade, EVERY_TRADE} & set(one.serves)]
    own = sorted(clauses, key=lambda one: trade not in one.serves)
    names = dict.fromkeys(name for one in own for name in one.procedures)
    ways = [pack.procedures[name] for name in names if name in pack.procedures and _for_workers(pack.procedures[name])]
    return GuidePage(
        trade,
        trade_name(pack, trade, language),
        [(one.summary[language], one.id) for one in own],
        [_way(pack, one, language) for one in ways],
    )


def _for_workers(procedure: Procedure) -> bool:
    return procedure.guide is not None and "worker" in procedure.applicants


def _way(pack: Pack, procedure: Procedure, language: str) -> Way:
    guide = procedure.guide
    assert guide is not None  # noqa: S101 - only procedures with a guide come here
    return Way(
        procedure.id,
        procedure.label[language],
        [one[language] for one in guide.conditions],
        [one[language] for one in guide.steps],
        guide.fee[language],
        guide.result[language],
        [one[language] for one in guide.contacts],
        [(one.ask[language], one.answer[language]) for one in guide.questions],
        pack.cite(procedure.clause),
    )
