"""The line is cut, an answer is lost or the tab is gone while somebody files: one case, and every word true.

What is sent reaches the service or does not, and its answer comes or does not; at one moment of the way, drawn by lot,
it goes wrong, and the person does what people do: presses again, or opens the service anew.  The pages need no script
and no storage of the phone and never ask for its clock, so that a full phone and a wrong clock change nothing here.
"""

from __future__ import annotations

import os
import random
import re
from typing import Final

import pytest
from django.test import Client

from huxin.casework.models import Case
from huxin.casework.service import my_cases
from tests.portals.conftest import signed_in
from tests.portals.test_rest_of_form import LEFT, NAME, begun
from tests.support import make_worker

pytestmark = pytest.mark.django_db
CUTS: Final = int(os.environ.get("HUXIN_CUTS", "4"))
HOW: Final = ("lost", "answered", "tab", "tab answered")
WAY: Final = ("rest", "check", "file")
"""What goes over the line: the screen with what is left, the one to look it over, the press that files."""
FILED: Final = "提交好了"


class Phone:
    """A person's browser on a line that fails once, ``how``, at the request ``moment``."""

    def __init__(self, how: str, moment: str) -> None:
        self.worker, self.client = begun()
        self.how, self.moment = how, moment

    def go(self, name: str) -> str:
        """One screen of the way, until its answer is there; answers the text of the page."""
        if name == self.moment:
            self.moment = ""
            if "answered" in self.how:
                self.true(self.send(name))  # it arrived, and nobody saw the answer
            if self.how.startswith("tab"):
                return ""
        return self.true(self.send(name))

    def send(self, name: str) -> str:
        if name == "rest":
            return self.client.post(f"/apply/{NAME}/rest/", LEFT, follow=True).text
        if name == "check":
            self.check = self.client.get(f"/apply/{NAME}/check/", follow=True).text
            return self.check
        key = re.findall(r'name="key" value="(\w+)"', self.check)
        return self.client.post(f"/apply/{NAME}/check/", {"key": key[0]}, follow=True).text

    def true(self, text: str) -> str:
        """A page that says it was filed has a case behind it."""
        assert (FILED in text) <= Case.objects.filter(applicant_id=self.worker.person_id).exists(), text
        return text

    def open_again(self) -> None:
        """A new tab: first to one's own cases; where there is none, the application goes on where it stood."""
        fresh = Client()
        fresh.cookies = self.client.cookies
        self.client = fresh
        listed = self.true(self.client.get("/cases/").text)
        if f'href="/cases/{self.number()}/"' in listed:
            return
        where = self.client.get(f"/apply/{NAME}/on/", follow=True).request["PATH_INFO"]
        assert where in (f"/apply/{NAME}/rest/", f"/apply/{NAME}/check/"), where
        for name in WAY[0 if where.endswith("rest/") else 1 :]:
            self.go(name)

    def number(self) -> str:
        mine = my_cases(self.worker)
        return mine[0].no if mine else "-"


@pytest.mark.parametrize("how", HOW)
def test_whatever_fails_while_filing_there_is_one_case(how: str) -> None:
    draw = random.Random(f"23 {how}")
    for number in range(-(-CUTS // len(HOW))):
        moment = WAY[-1] if number == 0 else draw.choice(WAY)  # the press that files first
        phone, last = Phone(how, moment), ""
        for name in WAY:
            last = phone.go(name)
            if not last:
                phone.open_again()
                break
        (case,) = my_cases(phone.worker)
        assert phone.client.get("/cases/").text.count(f'href="/cases/{case.no}/"') == 1
        if last:
            assert FILED in last, (how, moment)
        again = phone.client.post(
            f"/apply/{NAME}/check/", {"key": re.findall(r'name="key" value="(\w+)"', phone.check)[0]}
        )
        assert again["Location"].startswith(f"/cases/{case.no}/")  # a press in a tab that was left open
        assert len(my_cases(phone.worker)) == 1


def test_a_page_that_asks_for_a_word_of_success_gets_none_without_its_case() -> None:
    client = signed_in(make_worker())
    assert FILED not in client.get("/cases/?done=file").text
