"""The city's pack, and what the city adopted."""

from __future__ import annotations

from datetime import date
from functools import cache

from django.conf import settings
from django.utils import timezone

from huxin.casework.models import Adoption as AdoptionRow
from huxin.law import Adoption, Pack, load_pack
from huxin.law.dates import SHANGHAI, day_of


@cache
def city_pack() -> Pack:
    """The pack of this installation, as it was when the process started: a new pack comes with a restart."""
    return load_pack(settings.PACK)


def city_adoptions() -> list[Adoption]:
    """What the city adopted, oldest first."""
    return [
        Adoption(
            row.parameter, row.value, row.valid_from, row.by.label, row.document, row.at.astimezone(SHANGHAI).date()
        )
        for row in AdoptionRow.objects.select_related("by").order_by("at")
    ]


def today() -> date:
    """Today in the city."""
    return day_of(timezone.now())
