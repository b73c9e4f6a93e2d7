"""Ways in without a ticket: at a window, by a one-time code, through a company's administrator."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from huxin.casework.service import ForbiddenError, company_for, file_case, perform
from huxin.core.service import verify
from huxin.identity.entry_codes import LASTS, hand_out
from huxin.identity.models import EntryCode, Trace
from huxin.identity.service import COMPANY, Account, AccountChange, Actor, actor_for, two_hands
from huxin.law import InputError
from huxin.measures.employment.service import draw_up
from huxin.people.imports.service import ON_A_PAGE
from huxin.people.service import Company, Details, Person, acts_for, add_person, company_of, details_of
from tests.first_floor.test_parties import form
from tests.support import credit_code, id_number, key, make_company, make_officer, make_worker
from tests.support import photo as paper
from tests.trust.town import FEBRUARY, photo

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough password"
NUMBER = id_number(date(1990, 1, 1), 77)


@pytest.fixture
def at():
    with time_machine.travel(FEBRUARY, tick=False) as moved:
        yield moved


def desk(actor: Actor) -> Client:
    client = Client()
    client.force_login(Account.objects.get(pk=actor.pk))
    return client


def code_on(page: str) -> str:
    found = re.search(r"data-secret>([a-z0-9-]{14})<", page)
    assert found
    return found[1]


def walk_in(officer: Actor, **changes: str) -> str:
    sent = {"name": "李四", "id_number": NUMBER, "phone": "138-0000-2222"} | changes
    answer = desk(officer).post("/agency/visitors/", sent)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def test_a_walk_in_is_registered_and_chooses_a_password_once(at: time_machine.Traveller) -> None:
    officer = make_officer("handler")
    page = walk_in(officer)
    assert NUMBER not in page
    assert "李*" in page
    account = Account.objects.get(kind="worker")
    assert account.username in page
    assert account.person is not None
    assert (account.person.county, details_of(account.person).phone) == ("330304", "13800002222")
    assert [one.what for one in Trace.objects.filter(account=account).order_by("at", "id")].count("code_made") == 1
    code, phone = code_on(page), Client()
    weak = phone.post("/code/", {"code": code, "new": "short"})
    assert weak.status_code == 400
    assert EntryCode.objects.exists()
    done = phone.post("/code/", {"code": code.upper().replace("-", " "), "new": PASSWORD})
    assert done.status_code == 200
    assert account.username in done.content.decode()
    assert phone.get("/cases/").status_code == 200
    assert Client().post("/code/", {"code": code, "new": PASSWORD + "2"}).status_code == 400
    page = phone.get("/me/").content.decode()
    assert account.username in page
    assert "给了一次性口令 · 窗口工作人员" in page
    assert "用口令设了密码 · 你自己" in page
    assert officer.label not in page
    again = Client().post("/login/", {"username": account.username, "password": PASSWORD})
    assert again.status_code == 302
    assert verify().intact


def test_somebody_known_is_found_and_never_doubled(at: time_machine.Traveller) -> None:
    person = add_person(Details("李四", NUMBER, date(1990, 1, 1), "M60", "", "13800000000"), "330302")
    officer = make_officer("handler")
    assert "早有登记" in walk_in(officer)
    assert Account.objects.get(kind="worker").person == person
    assert details_of(Person.objects.get(pk=person.pk)).phone == "13800002222"
    assert Trace.objects.filter(what="phone_changed", person=person).exists()
    assert "有账号" in walk_in(officer, phone="")
    assert Account.objects.filter(kind="worker").count() == 1
    answer = desk(officer).post("/agency/visitors/", {"name": "王五", "id_number": NUMBER})
    assert answer.status_code == 400
    Account.objects.filter(kind="worker").update(is_active=False)
    assert desk(officer).post("/agency/visitors/", {"name": "李四", "id_number": NUMBER}).status_code == 400


def test_a_lost_password_at_the_window_puts_out_whoever_was_in(at: time_machine.Traveller) -> None:
    account = Account.objects.get(pk=make_worker(name="陈小花").account_id)
    assert account.person is not None
    old = Client()
    old.force_login(account)
    first = code_on(walk_in(make_officer("handler"), name="陈小花", id_number=details_of(account.person).id_number))
    code = code_on(walk_in(make_officer("handler"), name="陈小花", id_number=details_of(account.person).id_number))
    assert Client().post("/code/", {"code": first, "new": PASSWORD}).status_code == 400
    assert old.get("/cases/").status_code == 200
    assert Client().post("/code/", {"code": code, "new": PASSWORD}).status_code == 200
    assert old.get("/cases/").status_code == 302


def test_codes_end_are_counted_and_are_none_for_the_staff(at: time_machine.Traveller, settings) -> None:
    officer = make_officer("handler")
    account = Account.objects.get(pk=make_worker().account_id)
    with pytest.raises(InputError, match="no staff"):
        hand_out(officer.pk, Account.objects.get(pk=officer.pk))
    code = hand_out(officer.pk, account)
    at.shift(LASTS + timedelta(minutes=1))
    late = Client().post("/code/", {"code": code, "new": PASSWORD})
    code = hand_out(officer.pk, account)
    rude = Client()
    for _ in range(settings.LOGIN_ATTEMPTS):
        wrong = rude.post("/code/", {"code": "abcd-efgh-jkmn", "new": PASSWORD})
    assert wrong.status_code == late.status_code == 400
    assert "这个口令不对" in late.content.decode()
    waits = rude.post("/code/", {"code": code, "new": PASSWORD})
    assert "试错太多次" in waits.content.decode()
    at.shift(timedelta(hours=1))
    assert Client().post("/code/", {"code": code, "new": PASSWORD}).status_code == 200


def test_an_officer_of_another_department_registers_nobody() -> None:
    assert desk(make_officer("handler", department="market")).get("/agency/visitors/").status_code == 403


CODE = credit_code(7)
FIRM = {"credit_code": CODE, "company": "瓯江闪送有限公司", "kind": "platform", "label": "周管"}


def take_in(officer: Actor, **changes: object) -> HttpResponse:
    """What an officer sends who has licence and mandate before them."""
    papers = {"licence": photo("licence.jpg"), "mandate": photo("mandate.jpg", b"\xff\xd8\xff\xe0" + b"a seal" * 40)}
    return desk(officer).post("/agency/firms/", {**FIRM, **papers, **changes})


def first_of_a_company(one: Actor, other: Actor) -> Client:
    """The browser of a company's first account, opened by two officers."""
    assert take_in(one)["Location"] == "/agency/firms/?done=asked"
    change = AccountChange.objects.get(what="company", answered_at=None)
    page = desk(other).post("/agency/firms/", {"change": change.id, "answer": "agree"}).content.decode()
    company = Client()
    assert company.post("/code/", {"code": code_on(page), "new": PASSWORD}).status_code == 200
    return company


def test_the_first_account_of_a_company_takes_two_officers_and_papers(at: time_machine.Traveller) -> None:
    one, other, far = make_officer("handler"), make_officer("approver"), make_officer("handler", county="330302")
    assert take_in(one, licence="").status_code == 400
    assert take_in(one, credit_code="91330300MA0000000X").status_code == 400
    assert not AccountChange.objects.exists()
    assert take_in(one).status_code == 302
    change = AccountChange.objects.get()
    assert desk(one).post("/agency/firms/", {"change": change.id, "answer": "agree"}).status_code == 400
    assert desk(far).post("/agency/firms/", {"change": change.id, "answer": "agree"}).status_code == 400
    paper = f"/agency/firms/{change.id}/{change.content['papers']['licence'][0]}/"
    assert desk(other).get(paper).status_code == 200
    assert desk(far).get(paper).status_code == 404
    assert paper in desk(other).get("/agency/firms/").content.decode()
    security = make_officer("security_admin", county="", department="")
    assert str(change.id) not in desk(security).get("/agency/accounts/").content.decode()
    with pytest.raises(InputError, match="nothing"):
        two_hands.answer(security, change.id, agreed=True)
    page = desk(other).post("/agency/firms/", {"change": change.id, "answer": "agree"}).content.decode()
    assert desk(other).post("/agency/firms/", {"change": change.id, "answer": "agree"}).status_code == 400
    account = Account.objects.get(kind="company")
    assert (account.label, account.roles) == ("周管", list(COMPANY))
    company = Client()
    assert company.post("/code/", {"code": code_on(page), "new": PASSWORD}).status_code == 200
    assert FIRM["company"] in company.get("/company/").content.decode()
    assert take_in(one, company="别的公司").status_code == 400
    assert verify().intact


def test_a_refused_company_gets_nothing(at: time_machine.Traveller) -> None:
    one, other = make_officer("handler"), make_officer("handler")
    take_in(one)
    change = AccountChange.objects.get()
    assert desk(other).post("/agency/firms/", {"change": change.id, "answer": "refuse"}).status_code == 302
    assert not Account.objects.filter(kind="company").exists()
    assert not Company.objects.exists()


def test_a_companys_people_invite_one_another_and_do_what_they_may(at: time_machine.Traveller) -> None:
    company = first_of_a_company(make_officer("handler"), make_officer("approver"))
    assert company.post("/company/people/", {"label": "吴单", "roles": []}).status_code == 400
    assert company.post("/company/people/", {"label": "吴单", "roles": ["handler"]}).status_code == 400
    page = company.post("/company/people/", {"label": "吴单", "roles": ["lists"]}).content.decode()
    second = Account.objects.get(kind="company", label="吴单")
    colleague = Client()
    assert colleague.post("/code/", {"code": code_on(page), "new": PASSWORD}).status_code == 200
    allowed = {path: colleague.get(path).status_code for path in COMPANY_PAGES}
    assert allowed == COMPANY_PAGES
    actor = actor_for(second)
    assert not actor.parties
    assert acts_for(actor, CODE, "lists")
    assert not acts_for(actor, CODE, "signing")
    assert (
        company.post("/company/people/", {"account": second.username, "do": "roles", "roles": ["keys"]}).status_code
        == 302
    )
    assert colleague.get("/company/").status_code == 302
    page = company.post("/company/people/", {"account": second.username, "do": "code"}).content.decode()
    assert colleague.post("/code/", {"code": code_on(page), "new": PASSWORD + "2"}).status_code == 200
    assert colleague.get("/company/keys/").status_code == 200
    assert company.post("/company/people/", {"account": second.username, "do": "close"}).status_code == 302
    assert colleague.get("/company/keys/").status_code == 302
    own = Account.objects.get(kind="company", label="周管")
    for do in ("roles", "close", "code"):
        sent = {"account": own.username, "do": do, "roles": ["lists"]}
        assert company.post("/company/people/", sent).status_code == 400
    stranger = make_company()
    other = Account.objects.get(pk=stranger.pk)
    assert company.post("/company/people/", {"account": other.username, "do": "close"}).status_code == 404
    assert verify().intact


COMPANY_PAGES = {
    "/company/": 200,
    "/company/lists/": 200,
    "/company/cases/": 200,
    "/company/agreements/": 200,
    "/company/lists/engagements/": 200,
    "/company/keys/": 403,
    "/company/file/": 403,
    "/company/people/": 403,
}


def test_an_officer_imports_a_table_and_sees_its_wrong_rows(at: time_machine.Traveller) -> None:
    officer = desk(make_officer("handler", county=""))
    assert desk(make_officer("handler")).get("/agency/imports/").status_code == 403
    assert officer.get("/agency/imports/people.xlsx")["Content-Type"].endswith("sheet")
    rows = f"姓名,身份证号,区划代码\n李四,{NUMBER},330304\n王五,123,330304\n"

    def send(do: str) -> str:
        sent = {"kind": "people", "do": do, "file": photo("people.csv", rows.encode())}
        answer = officer.post("/agency/imports/", sent)
        assert answer.status_code == 200
        return answer.content.decode()

    page = send("check")
    assert "什么都没有写" in page
    assert "身份证号是 18 位" in page
    assert not Person.objects.exists()
    assert "新增 1" in send("import")
    assert details_of(Person.objects.get(kind="natural")).name == "李四"
    assert "没变 1" in send("import")
    refused = officer.post("/agency/imports/", {"kind": "people", "file": photo("x.xlsx", b"no table")})
    assert refused.status_code == 400
    assert officer.post("/agency/imports/", {"kind": "nothing", "file": photo("x.csv")}).status_code == 400
    long = "姓名,身份证号,区划代码\n" + f"李四,{NUMBER},330304\n" * (ON_A_PAGE.rows + 1)
    too_long = officer.post("/agency/imports/", {"kind": "people", "file": photo("people.csv", long.encode())})
    assert too_long.status_code == 400
    assert f"最多 {ON_A_PAGE.rows} 行" in too_long.content.decode()
    assert "早有登记" in walk_in(make_officer("handler"))


def test_a_delegate_gets_an_account_and_acts_with_consent_alone(at: time_machine.Traveller) -> None:
    officer = make_officer("handler")
    page = walk_in(officer, **{"as": "delegate"})
    account = Account.objects.get(kind="delegate")
    assert account.person is None
    assert Trace.objects.get(account=account, what="registered").person is not None
    phone = Client()
    assert phone.post("/code/", {"code": code_on(page), "new": PASSWORD}).status_code == 200
    assert phone.get("/cases/").status_code == 403
    worker = make_worker()
    sent = {"purpose": "delegate", "given": "yes", "delegate": account.username}
    assert desk(worker).post("/me/consents/", sent).status_code == 302
    assert phone.post("/delegate/", {"person": worker.person_id})["Location"] == "/cases/"
    assert phone.get("/cases/").status_code == 200
    assert "有账号" in walk_in(officer, **{"as": "delegate"})
    assert "早有登记" in walk_in(officer)
    assert Account.objects.filter(kind="delegate").count() == 1


def test_a_colleagues_rights_hold_below_the_pages(at: time_machine.Traveller) -> None:
    whole = make_company()
    code = company_of(whole).credit_code
    lister, filer = (replace(whole, roles=frozenset({"unit", right})) for right in ("lists", "filing"))
    proof = {"proof": [paper(whole)]}
    with pytest.raises(ForbiddenError):
        file_case(lister, "arbitration", form("arbitration"), papers={}, key=key())
    no = str(file_case(filer, "arbitration", form("arbitration"), papers={}, key=key())["no"])
    with pytest.raises(ForbiddenError):
        perform(lister, no, "add_evidence", {}, papers=proof, key=key())
    perform(filer, no, "add_evidence", {}, papers=proof, key=key())
    for actor in (lister, filer):
        with pytest.raises(ForbiddenError):
            draw_up(actor, "written-agreement", {"company_code": code}, key=key())
    with pytest.raises(ForbiddenError):
        company_for(filer, code)
    assert company_for(lister, code) == company_for(whole, code)
