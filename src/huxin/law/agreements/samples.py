"""The sample clauses of a pack, run as table tests of the checker."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from huxin.law.agreements.check import VERDICTS, check_text
from huxin.law.agreements.model import Sample
from huxin.law.pack.model import Pack

_ORDER = ("void", "not_allowed", "ask", "not_judged", "fine")


@dataclass(frozen=True)
class SampleResult:
    """One sample: how it was judged and what differs from what was wanted, empty when nothing does."""

    sample: Sample
    verdict: str
    clause: str
    reason: str
    difference: str

    @property
    def passed(self) -> bool:
        return not self.difference


def run_samples(pack: Pack) -> Iterator[SampleResult]:
    """Judge every sample, its own sentence only: what a whole agreement must hold is not asked of a clause."""
    for sample in pack.samples.values():
        judged = [
            one for one in check_text(pack, sample.text, sample.paper).judgements if _of_the_sentence(pack, one.code)
        ]
        gravest = min(judged, key=lambda one: _ORDER.index(one.verdict), default=None)
        verdict: str = gravest.verdict if gravest else "not_judged"
        found = gravest.code if gravest else None
        difference = ""
        if verdict != sample.verdict:
            difference = f"wanted {sample.verdict}, got {verdict} ({found})"
        elif sample.finds is not None and sample.finds != found:
            difference = f"wanted {sample.finds}, got {found}"
        reason = gravest.reason["zh"] if gravest else VERDICTS["not_judged"]["zh"]
        yield SampleResult(sample, verdict, gravest.source if gravest else "", reason, difference)


def _of_the_sentence(pack: Pack, code: str) -> bool:
    return code in pack.prohibitions or code == "left_blank"
