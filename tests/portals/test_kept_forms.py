"""A form that came after the session had ended, or stood on a page whose language was changed: nothing is lost."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from huxin.casework.service import view_case
from huxin.identity.housekeeping import tidy_up
from huxin.identity.idle import SEEN
from huxin.identity.models import KeptForm
from huxin.identity.service import Account, Actor, kept_forms
from tests.support import JPEG, City, key, make_worker

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
LATE = NOON + timedelta(minutes=40)
PASSWORD = "a long password"


@pytest.fixture
def city() -> City:
    with time_machine.travel(NOON, tick=False):
        return City()


def browser(actor: Actor) -> Client:
    """Signed in with a password, and seen at noon."""
    account = Account.objects.get(pk=actor.pk)
    account.set_password(PASSWORD)
    account.save()
    client = Client()
    client.force_login(account)
    client.get("/stay/")
    if actor.kind == "officer":
        session = client.session
        session["second_factor"], session[SEEN] = True, int(NOON.timestamp())
        session.save()
        client.get("/stay/")
    return client


def sign_in(client: Client, actor: Actor, where: str) -> Any:
    name = Account.objects.get(pk=actor.pk).username
    target = unescape(client.get(where).text.split('name="next"')[1].split('value="')[1].split('"')[0])
    answer = client.post("/login/", {"username": name, "password": PASSWORD, "next": target})
    assert answer.status_code == 302
    return client.get(answer["Location"], follow=True)


def test_an_act_sent_too_late_stands_on_its_page_after_the_sign_in_and_was_not_done(city: City) -> None:
    with time_machine.travel(NOON, tick=False):
        no, client = city.file(), browser(city.worker)
    sent = {
        "key": key(),
        "remark": "站长的电话 <138> & 车牌",
        "platform_orders": SimpleUploadedFile("单.jpg", JPEG + b"7"),
    }
    with time_machine.travel(LATE, tick=False):
        answer = client.post(f"/cases/{no}/do/add_evidence/", sent)
        assert answer["Location"].startswith("/login/?next=")
        assert "没有丢" in client.get(answer["Location"]).text
        page = sign_in(client, city.worker, answer["Location"])
        assert "还没有交" in page.text
        assert "站长的电话 &lt;138&gt; &amp; 车牌" in page.text
        assert "单.jpg" in page.text
        assert view_case(city.worker, no).last("add_evidence") is None
        kept = re.search(r'name="kept-form" value="([0-9a-f-]+)"', page.text)
        assert kept is not None
        form = {"key": sent["key"], "remark": "改过的", "kept-form": kept[1]}
        assert "加上了" in client.post(f"/cases/{no}/do/add_evidence/", form, follow=True).text
    added = view_case(city.worker, no).last("add_evidence")
    assert added is not None
    assert len(added.evidence) == 1
    assert not KeptForm.objects.exists()


def test_what_is_kept_is_encrypted_and_nobody_elses(city: City) -> None:
    with time_machine.travel(NOON, tick=False):
        no, client, other = city.file(), browser(city.worker), make_worker()
    with time_machine.travel(LATE, tick=False):
        where = client.post(f"/cases/{no}/do/withdraw/", {"key": key(), "reason": "私密的话"})["Location"]
        row = KeptForm.objects.get()
        assert "私密" not in bytes(row.sealed).decode("utf-8", "replace")
        stranger = browser(other)
        assert "私密的话" not in stranger.get(f"/cases/?kept={row.id}").text
        page = sign_in(client, other, where)
        assert "私密的话" not in page.text


def test_an_officer_shows_both_factors_first(city: City) -> None:
    with time_machine.travel(NOON, tick=False):
        no, client = city.file(), browser(city.handler)
    with time_machine.travel(LATE, tick=False):
        where = client.post(f"/agency/cases/{no}/do/note/", {"key": key(), "text": "打过电话"})["Location"]
        assert where.startswith("/login/")
        client.force_login(Account.objects.get(pk=city.handler.pk))
        session = client.session
        session["second_factor"] = False
        session.save()
        kept = KeptForm.objects.get().id
        half = client.get(f"/agency/cases/{no}/do/note/?kept={kept}")
        assert half["Location"].startswith("/second-factor/")
        session = client.session
        session["second_factor"] = True
        session.save()
        page = client.get(f"/agency/cases/{no}/do/note/?kept={kept}", follow=True)
        assert page.request["PATH_INFO"] == f"/agency/cases/{no}/"
        note = page.text.split(f'action="/agency/cases/{no}/do/note/"')[1].split("</form>")[0]
        assert "打过电话" in note
        assert view_case(city.handler, no).last("note") is None


def test_kept_forms_are_few_short_lived_and_never_hold_a_password(city: City) -> None:
    with time_machine.travel(NOON, tick=False):
        client = browser(city.worker)
    with time_machine.travel(LATE, tick=False) as clock:
        for turn in range(6):
            client.post("/me/corrections/", {"field": "phone", "wanted": f"1390000000{turn}"})
        assert KeptForm.objects.count() == kept_forms.FORMS_EACH
        client.post("/me/corrections/", {"old_password": "secret words"})
        client.post("/me/corrections/", {"wanted": "x" * (kept_forms.LONGEST + 1)})
        assert KeptForm.objects.count() == kept_forms.FORMS_EACH
        clock.shift(kept_forms.KEEP + timedelta(minutes=1))
        tidy_up(datetime.now(UTC))
        assert not KeptForm.objects.exists()


def test_a_step_that_is_gone_shows_what_was_written(city: City) -> None:
    with time_machine.travel(NOON, tick=False):
        no, client = city.file(), browser(city.worker)
    with time_machine.travel(LATE, tick=False):
        where = client.post(f"/cases/{no}/do/complete/", {"key": key(), "reply": "三百字的说明"})["Location"]
        page = sign_in(client, city.worker, where)
        assert page.request["PATH_INFO"] == f"/cases/{no}/"
        assert "三百字的说明" in page.text


def test_a_script_is_told_and_not_led_away(city: City) -> None:
    answer = Client().post("/files/upload/", {"key": "a", "size": "3"}, headers={"X-Requested-With": "fetch"})
    assert answer.status_code == 401


def test_a_change_of_language_keeps_what_stands_in_the_form(city: City) -> None:
    with time_machine.travel(NOON, tick=False):
        no, client = city.file(), browser(city.worker)
        form = {
            "language": "en",
            "next": f"/cases/{no}/do/withdraw/",
            "form-path": f"/cases/{no}/do/withdraw/",
            "field-reason": "不想申请了",
            "field-key": key(),
        }
        page = client.post("/language/", form, follow=True)
        assert 'lang="en"' in page.text
        assert "不想申请了" in page.text


def test_a_visitors_form_goes_with_a_change_of_language_and_to_nobody_else() -> None:
    client = Client()
    form = {"language": "en", "next": "/help/injury/", "form-path": "/help/injury/", "field-platform_other": "小平台"}
    answer = client.post("/language/", form)
    assert "小平台" in client.get(answer["Location"]).text
    assert "小平台" not in Client().get(answer["Location"]).text


def test_a_form_with_an_old_token_comes_back_filled_in(city: City) -> None:
    with time_machine.travel(NOON, tick=False):
        no = city.file()
        client = Client(enforce_csrf_checks=True)
        client.force_login(Account.objects.get(pk=city.worker.pk))
        here = f"/cases/{no}/do/withdraw/"
        client.get(here)
        sent = {"csrfmiddlewaretoken": "a" * 64, "reason": "旧的一页", "key": key()}
        page = client.post(here, sent, headers={"Origin": "http://testserver"}, follow=True)
        assert "旧的一页" in page.text
        assert client.post(here, sent, headers={"Origin": "http://evil.example"}).status_code == 403
