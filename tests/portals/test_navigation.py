"""A page shows where in the desk it is."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from huxin.ui.navigation import navigation

ITEMS = [("agency:home", "一"), ("agency:training", "二"), ("agency:audit", "三"), ("agency:access", "四")]


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/agency/", "一"),
        ("/agency/cases/2026-000001/", "一"),
        ("/agency/training/", "二"),
        ("/agency/training/2026-000001/", "二"),
        ("/agency/audit/", "三"),
        ("/agency/audit/access/", "四"),
        ("/elsewhere/", "一"),
    ],
)
def test_the_longest_address_wins(path: str, place: str) -> None:
    found = navigation(RequestFactory().get(path), ITEMS)
    assert [one["label"] for one in found if one["current"]] == [place]
