"""A campaign and its reach 宣传活动和到达: codes on paper and links of its own, counted as sums (通知三(二))."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import transaction
from django.db.models import F, Sum
from django.utils.translation import gettext as _

from huxin.casework.service import Case, Dossier, Step, today
from huxin.law import InputError
from huxin.measures.publicity.models import Reach

CAMPAIGN: Final = "publicity-campaign"
CHANNELS: Final = ("card", "poster", "handbook", "account", "message", "on_site", "quiz")
"""Where a code or link of a campaign can stand; ``quiz`` counts answers and no openings."""


@dataclass(frozen=True)
class Reached:
    """Sums of one campaign.  ``right_percent`` is None as long as nobody answered."""

    opened: dict[str, int] = field(default_factory=dict)
    quizzes: int = 0
    answers: int = 0
    right: int = 0

    @property
    def total(self) -> int:
        """How often any of its codes and links was opened."""
        return sum(self.opened.values())

    @property
    def right_percent(self) -> int | None:
        """Right answers of a hundred, rounded down."""
        return 100 * self.right // self.answers if self.answers else None


def running(no: str) -> Case | None:
    """The campaign with that number while it runs; None for anything else, so that a link never breaks."""
    return Case.objects.filter(no=no[:20].replace("\0", ""), procedure=CAMPAIGN, status="in_progress").first()


def note_opened(campaign: Case, channel: str) -> None:
    """One more opening of a code or link."""
    _add(campaign, channel, opened=1)


def note_quiz(campaign: Case, answers: int, right: int) -> None:
    """The quiz was answered once."""
    _add(campaign, "quiz", quizzes=1, answers=answers, right=right)


def _add(campaign: Case, channel: str, **more: int) -> None:
    with transaction.atomic():
        row, _new = Reach.objects.get_or_create(campaign=campaign, day=today(), channel=channel)
        sums = {name: F(name) + count for name, count in more.items()}
        Reach.objects.filter(pk=row.pk).update(**sums)


def reach_of(campaign: Case) -> Reached:
    """What was counted for a campaign so far."""
    rows = Reach.objects.filter(campaign=campaign)
    opened = rows.exclude(opened=0).order_by("channel").values_list("channel").annotate(Sum("opened"))
    sums = rows.aggregate(quizzes=Sum("quizzes"), answers=Sum("answers"), right=Sum("right"))
    return Reached(dict(opened), **{name: count or 0 for name, count in sums.items()})


def figures(dossier: Dossier, payload: Mapping[str, Any]) -> dict[str, Any]:
    """What was counted for a campaign, typed by nobody; "" where nobody answered the quiz."""
    found = reach_of(dossier.case)
    right = found.right_percent if found.right_percent is not None else ""
    return {"counted_on": today().isoformat(), "reached": found.total, "answered": found.quizzes, "quiz_right": right}


def guard_publish(dossier: Dossier, step: Step) -> None:
    """Nothing was published before the campaign began."""
    starts = str(dossier.answers["starts_on"])
    if str(step.payload["published_on"]) < starts:
        hint = _("活动 %(day)s 才开始，不会在这以前发布。") % {"day": starts}
        raise InputError("too_early", "payload.published_on", step.payload["published_on"], f"{starts} or later", hint)
