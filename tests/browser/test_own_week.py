"""A rider's own week on a phone: seven bars with the line of the law, read from orders that landed in the lake."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open, fits, shoot
from tests.browser.test_pages import barriers
from tests.server import Running

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
SMALL = {"width": 360, "height": 740}
LANDS = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "huxin.config.settings"
django.setup()
from datetime import datetime, time, timedelta
from huxin.casework.service import today
from huxin.feeds.service import FeedDelivery, receive
from huxin.law.dates import SHANGHAI
from huxin.people.service import Person, details_of
from huxin.supervision.synth.defects import SENDER
from tests.feeds.support import ndjson, rows

person = Person.objects.select_related("data_key").get(accounts__username="worker-fresh")
(like,), found = rows(1), []
for back, minutes in enumerate((560, 300, 0, 455, 610, 240, 380), 1):
    begin = datetime.combine(today() - timedelta(days=back), time(7), SHANGHAI)
    for order in range(minutes // 35):
        start = begin + timedelta(minutes=order * 45)
        end = start + timedelta(minutes=35)
        times = dict.fromkeys(("accepted_at", "picked_up_at"), start)
        times |= dict.fromkeys(("completed_at", "promised_at", "recorded_at"), end)
        found.append(like | {name: at.isoformat() for name, at in times.items()} | {
            "order_id": f"B{back}-{order}", "worker_id": details_of(person).id_number, "county": "330304",
            "worker_pay_fen": 1300 + 40 * back,
        })
print(receive([ndjson(found)], FeedDelivery(SENDER, "orders", "week.ndjson", "test")).batch.accepted)
"""


def test_seven_bars_with_the_line(open_page: Open, city: Running) -> None:
    assert int(city.python(LANDS)) > 50
    page = open_page("worker-fresh", SMALL)
    page.goto("/")
    page.get_by_role("link", name="看我的接单时间").click()
    expect(page.locator(".bars tbody tr")).to_have_count(7)
    expect(page.locator(".bars")).to_contain_text("超过了")
    assert barriers(page) == []
    shoot(page, "own-week")
    assert fits(page)
