"""A deadline by a length that the pack proposes and the city has not adopted is marked wherever its day is shown."""

from __future__ import annotations

import pytest

from huxin.casework.models import Case
from huxin.casework.service import adopt, ask_due, perform, today
from tests.portals.conftest import signed_in
from tests.support import City, key, make_officer

pytestmark = pytest.mark.django_db


def test_a_length_that_is_proposed_is_marked_until_the_city_adopts_one() -> None:
    """It has a day and a place in the queue meanwhile; what the city adopts moves the open cases by itself."""
    city = City()
    no = city.file()
    perform(city.handler, no, "accept", {}, key=key())
    case = Case.objects.get(no=no)
    due = case.due
    assert case.due_proposed  # 20 working days stand in the pack and nobody has adopted them
    pages = {city.handler: ("/agency/queue/due/", f"/agency/cases/{no}/"), city.worker: ("/cases/", f"/cases/{no}/")}
    for reader, addresses in pages.items():
        for address in addresses:
            shown = signed_in(reader).get(address).text
            assert no in shown, address
            assert "办理期限按建议值" in shown, address
    policy = make_officer("policy_admin", county="")
    adopt(policy, "subsidy.review_days", "10", today(), "温人社发〔2026〕3号", key=key())
    ask_due()
    case.refresh_from_db()
    assert not case.due_proposed
    assert case.due is not None
    assert due is not None
    assert case.due < due
    for reader, addresses in pages.items():
        assert all("办理期限按建议值" not in signed_in(reader).get(address).text for address in addresses)
