"""How far a campaign reaches 宣传到达: sums by day and channel, and nobody behind them."""

from __future__ import annotations

from django.db import models


class Reach(models.Model):
    """One campaign, day and channel.  ``opened``: how often its code or link was opened; ``quizzes``: how often the
    quiz was answered whole; ``right`` of ``answers`` answers were right."""

    campaign = models.ForeignKey("casework.Case", models.PROTECT, related_name="+")
    day = models.DateField()
    channel = models.CharField(max_length=10)
    opened = models.PositiveIntegerField(default=0)
    quizzes = models.PositiveIntegerField(default=0)
    answers = models.PositiveIntegerField(default=0)
    right = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "day", "channel"], name="one_sum_a_campaign_day_and_channel")
        ]
