"""The trades that the other stories do not walk: from the first screen on a phone to the accepted mediation.

One trade with each change; all of them with ``HUXIN_TRADES=all``, as ``make test-all`` sets it.
"""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, Open
from tests.browser.filling import act, walk_form
from tests.browser.test_threads import intake, sign_in
from tests.server import Running

pytestmark = pytest.mark.browser
all_trades = pytest.mark.skipif(os.environ.get("HUXIN_TRADES") != "all", reason="one trade with each change")


def ask_for_mediation(open_page: Open, city: Running, chosen: str, account: str, trade: str) -> None:
    """From the intake to a case that the office accepts; it reads the trade there, and the worker the respondent."""
    worker = open_page()
    intake(worker, chosen)
    worker.click("button[formaction='/help/disputes/one-stop-mediation/begin/']")
    sign_in(worker, city, account)
    no = walk_form(worker)
    handler = open_page("handler-330304", DESK)
    handler.goto(f"/agency/cases/{no}/")
    expect(handler.locator(".ag-facts")).to_contain_text(trade)
    act(handler, f"/agency/cases/{no}/", "accept")
    worker.goto(f"/cases/{no}/")
    expect(worker.locator("main")).to_contain_text("瓯江闪送")


@pytest.mark.story(procedures=["one-stop-mediation"], trades=["courier"])
def test_a_courier_asks_for_mediation(open_page: Open, city: Running) -> None:
    ask_for_mediation(open_page, city, "[name=trade][value=courier]", "worker-fresh", "快递")


@pytest.mark.story(procedures=["one-stop-mediation"], trades=["truck_driver"])
@all_trades
def test_a_truck_driver_asks_for_mediation(open_page: Open, city: Running) -> None:
    ask_for_mediation(open_page, city, "[name=trade][value=long_haul]", "worker-open", "长途货运")


@pytest.mark.story(procedures=["one-stop-mediation"], trades=["livestream"])
@all_trades
def test_a_livestreamer_asks_for_mediation(open_page: Open, city: Running) -> None:
    ask_for_mediation(open_page, city, "[name=trade][value=livestream]", "worker-decided", "直播")
