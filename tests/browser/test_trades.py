"""The trades that the other stories do not walk: from the first screen on a phone to the accepted mediation."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, Open
from tests.browser.filling import act, walk_form
from tests.browser.test_threads import intake, sign_in
from tests.server import Running

pytestmark = pytest.mark.browser


def accepted(open_page: Open, no: str, trade: str) -> None:
    """The office reads the trade in the case and accepts it; the worker's page says so."""
    handler = open_page("handler-330304", DESK)
    handler.goto(f"/agency/cases/{no}/")
    expect(handler.locator(".ag-facts")).to_contain_text(trade)
    act(handler, f"/agency/cases/{no}/", "accept")


@pytest.mark.story(procedures=["one-stop-mediation"], trades=["courier"])
def test_a_courier_asks_for_mediation(open_page: Open, city: Running) -> None:
    worker = open_page()
    intake(worker, "[name=trade][value=courier]")
    worker.click("button[formaction='/help/disputes/one-stop-mediation/begin/']")
    sign_in(worker, city, "worker-fresh")
    accepted(open_page, no := walk_form(worker), "快递")
    worker.goto(f"/cases/{no}/")
    expect(worker.locator("main")).to_contain_text("瓯江闪送")


@pytest.mark.story(procedures=["one-stop-mediation"], trades=["truck_driver"])
def test_a_truck_driver_asks_for_mediation(open_page: Open, city: Running) -> None:
    worker = open_page()
    intake(worker, "[name=trade][value=long_haul]")
    worker.click("button[formaction='/help/disputes/one-stop-mediation/begin/']")
    sign_in(worker, city, "worker-open")
    accepted(open_page, no := walk_form(worker), "长途货运")
    worker.goto(f"/cases/{no}/")
    expect(worker.locator("main")).to_contain_text("瓯江闪送")


@pytest.mark.story(procedures=["one-stop-mediation"], trades=["livestream"])
def test_a_livestreamer_asks_for_mediation(open_page: Open, city: Running) -> None:
    worker = open_page()
    intake(worker, "[name=trade][value=livestream]")
    worker.click("button[formaction='/help/disputes/one-stop-mediation/begin/']")
    sign_in(worker, city, "worker-decided")
    accepted(open_page, no := walk_form(worker), "直播")
    worker.goto(f"/cases/{no}/")
    expect(worker.locator("main")).to_contain_text("瓯江闪送")
