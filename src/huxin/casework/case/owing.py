"""Which cases the city still owes money in 待发放: only what their procedure declares as ``payment``."""

from __future__ import annotations

from django.db.models import QuerySet

from huxin.casework.law.city import city_pack
from huxin.casework.models import Case


def unpaid_cases() -> QuerySet[Case]:
    """Decided cases whose money was not paid yet; a fine, an award or a loan limit is none of it."""
    paying = [one.id for one in city_pack().procedures.values() if one.payment is not None]
    return Case.objects.filter(procedure__in=paying, status="done", amount_fen__gt=0, paid_in="", disposal=None)
