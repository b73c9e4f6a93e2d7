"""Pages of the workbench for many cases, reminders, records, procedures and paper, through the real addresses."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from huxin.casework.models import Case, Disposal, Hold, Reminder
from huxin.casework.service import ask_due, city_pack, evidence_rows, perform, today, view_case
from huxin.identity.service import Account, Actor
from tests.support import JPEG, City, key, make_officer

pytestmark = pytest.mark.django_db
DAY = datetime(2026, 3, 2, 4, tzinfo=UTC)
TOGETHER = "/agency/queue/due/together/"


@pytest.fixture
def clock():
    with time_machine.travel(DAY, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def _static(settings):
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


def desk(actor: Actor) -> Client:
    client = Client()
    client.force_login(Account.objects.get(pk=actor.account_id))
    return client


def text_of(answer) -> str:
    return answer.content.decode()


def test_one_sheet_then_one_act_for_each_case_and_the_reasons(clock) -> None:
    city = City()
    one, two = city.file(to_month="2025-03"), city.file(from_month="2025-04")
    perform(city.handler, two, "accept", {}, key=key())
    client = desk(city.handler)
    sheet = client.post(TOGETHER, {"act": "accept", "case": [one, two]})
    assert sheet.status_code == 200
    assert 'name="sheet"' in text_of(sheet)
    done = client.post(TOGETHER, {"act": "accept", "case": [one, two], "sheet": "1", "key": key()})
    assert "办了 1 件。" in text_of(done)
    assert "现在的状态不能做这一步" in text_of(done)
    assert Case.objects.get(no=one).status == "in_progress"


def test_a_sheet_that_is_not_filled_in_comes_back_and_nothing_was_done(clock) -> None:
    city = City()
    no = city.file()
    client = desk(city.handler)
    sent = client.post(TOGETHER, {"act": "ask_completion", "case": [no], "sheet": "1", "key": "k"})
    assert sent.status_code == 400
    assert 'value="k"' in text_of(sent)
    assert client.post(TOGETHER, {"act": "accept"}).status_code == 400
    assert Case.objects.get(no=no).seq == 1


def test_cases_are_given_to_a_colleague_from_a_list(clock) -> None:
    city = City()
    no = city.file()
    other = Account.objects.get(pk=make_officer("handler").account_id)
    far = Account.objects.get(pk=make_officer("handler", county="330302").account_id)
    client = desk(city.handler)
    sheet = text_of(client.post(TOGETHER, {"act": "assign", "case": [no]}))
    assert f'value="{other.username}"' in sheet
    assert f'value="{far.username}"' not in sheet
    client.post(TOGETHER, {"act": "assign", "case": [no], "to": other.username, "sheet": "1", "key": "k"})
    assert Case.objects.get(no=no).handler == other


def test_the_queue_narrows_by_matter_and_to_my_own(clock) -> None:
    city = City()
    mine, open_to_all = city.file(to_month="2025-03"), city.file(from_month="2025-04")
    perform(city.handler, mine, "accept", {}, key=key())
    client = desk(city.handler)
    assert mine in text_of(client.get("/agency/queue/due/?mine=1"))
    assert open_to_all not in text_of(client.get("/agency/queue/due/?mine=1"))
    assert mine not in text_of(client.get("/agency/queue/due/?procedure=arbitration"))
    exported = b"".join(client.get("/agency/queue/due.csv?mine=1").streaming_content).decode()
    assert mine in exported
    assert open_to_all not in exported


def test_reminders_are_counted_in_the_head_and_ticked_off(clock) -> None:
    city = City()
    no = city.file()
    perform(city.handler, no, "accept", {}, key=key())
    due = Case.objects.get(no=no).due
    clock.move_to(datetime(due.year, due.month, due.day, 4, tzinfo=UTC) - timedelta(days=3))
    ask_due()
    client = desk(city.handler)
    shown = text_of(client.get("/agency/reminders/"))
    assert "提醒（1）" in shown
    assert f"{no} 的“审核”最晚 {due} 办" in shown
    client.post("/agency/reminders/", {"reminder": [str(Reminder.objects.get().id), "nonsense"]})
    assert "没有要提醒你的" in text_of(client.get("/agency/reminders/"))


def test_records_go_by_two_persons_and_a_disposed_case_says_nothing_more(clock) -> None:
    city, second = City(), make_officer("approver")
    no = city.file()
    perform(city.handler, no, "refuse", {"clause": "二(四)", "reason": "没有登记"}, key=key())
    clock.move_to(datetime(2036, 4, 2, 4, tzinfo=UTC))
    first = desk(city.approver)
    assert no in text_of(first.get("/agency/records/"))
    first.post("/agency/records/", {"do": "hold", "no": no, "reason": "有诉讼"})
    assert "保全着" in text_of(first.get("/agency/records/"))
    assert first.post("/agency/records/", {"do": "propose", "no": no}).status_code == 400
    first.post("/agency/records/", {"do": "lift", "hold": str(Hold.objects.get().id)})
    assert first.post("/agency/records/", {"do": "propose", "no": no}).status_code == 302
    assert first.post("/agency/records/", {"do": "carry_out", "no": no}).status_code == 400
    assert desk(second).post("/agency/records/", {"do": "carry_out", "no": no}).status_code == 302
    assert Disposal.objects.get().done_by_id == second.account_id
    for address in (f"/agency/cases/{no}/", f"/agency/cases/{no}/sheet/"):
        gone = desk(second).get(address)
        assert gone.status_code == 410
        assert "没有登记" not in text_of(gone)
    assert desk(make_officer("approver", county="330302")).get(f"/agency/cases/{no}/").status_code == 404
    assert desk(city.handler).get("/agency/records/").status_code == 403


def test_a_case_on_paper_and_its_forecast(clock) -> None:
    city = City()
    no = city.file()
    perform(city.handler, no, "ask_completion", {"items": "照片"}, key=key())
    client = desk(city.handler)
    for address in (f"/agency/cases/{no}/", f"/agency/cases/{no}/sheet/"):
        assert "今天补齐材料的话" in text_of(client.get(address))
    assert "打印" in text_of(client.get(f"/agency/cases/{no}/sheet/"))


def test_the_paper_of_an_act_is_seen_beside_its_form(clock) -> None:
    city = City()
    no = city.file()
    officer = desk(city.handler)
    seen = officer.post(f"/agency/cases/{no}/do/accept/", {"key": key(), "seq": "1", "preview": "先看文书"})
    assert (seen.status_code, seen["Content-Type"]) == (200, "application/pdf")
    assert seen.content.startswith(b"%PDF")
    assert view_case(city.handler, no).case.status == "received"
    sent = {"key": key(), "seq": "1", "preview": "先看文书"}
    wrong = officer.post(f"/agency/cases/{no}/do/ask_completion/", sent)
    assert wrong.status_code == 400
    assert "要补什么" in wrong.content.decode()
    assert view_case(city.handler, no).case.seq == 1


def test_proof_of_service_is_kept_with_the_act(clock) -> None:
    city = City()
    no = city.file()
    perform(city.handler, no, "refuse", {"clause": "二(四)", "reason": "没有登记"}, key=key())
    client = desk(city.handler)
    form = {"document": "不受理通知", "to": "申请人", "how": "post", "key": key()}
    form |= {"mail_no": "EMS 1", "served_on": today().isoformat()}
    bad = client.post(f"/agency/cases/{no}/do/serve/", {**form, "proof": SimpleUploadedFile("x.txt", b"text")})
    assert bad.status_code == 400
    sent = client.post(f"/agency/cases/{no}/do/serve/", {**form, "proof": SimpleUploadedFile("x.jpg", JPEG)})
    assert sent.status_code == 302
    dossier = view_case(city.handler, no)
    ((kind, row),) = [one for one in evidence_rows(dossier) if one[0] == "proof"]
    assert (kind, dossier.steps[-1].payload["proof"]) == ("proof", [str(row.id)])
    page = text_of(client.get(f"/agency/cases/{no}/"))
    assert "送达回证" in page
    assert client.get(f"/agency/cases/{no}/evidence/{row.id}/").content == JPEG


@pytest.mark.parametrize("name", sorted(city_pack().procedures))
def test_every_procedure_has_its_picture_and_its_guide(name: str) -> None:
    procedure = city_pack().procedures[name]
    shown = text_of(desk(make_officer("handler")).get(f"/agency/procedures/{name}/"))
    assert "<svg" in shown
    assert procedure.label["zh"] in shown
    guide = Client().get(f"/apply/{name}/guide/")
    assert guide.status_code == (200 if procedure.guide else 404)
    if procedure.guide:
        assert procedure.guide.result["zh"] in text_of(guide)
