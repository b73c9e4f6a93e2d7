"""The demo city holds a class with people in the middle of it, results and certificates, all sealed."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest

from huxin.casework.models import Case
from huxin.casework.service import city_pack, today
from huxin.core.service import verify
from huxin.demo.careers import make_careers
from huxin.demo.offices import make_companies, make_officers
from huxin.demo.people import invent
from huxin.identity.service import Account
from huxin.measures.careers.catalogue import shortage
from huxin.measures.careers.models import Certificate, Enrolment, ExamRecord
from huxin.measures.careers.service import learnt, listed_items, open_classes, standings
from huxin.people.service import add_person

pytestmark = pytest.mark.django_db


def test_a_class_lives() -> None:
    draw, day = Random(135), today()
    make_officers("a long password")
    make_companies("a long password")
    county = list(city_pack().divisions).index("330304")
    for serial, (code, details) in zip(range(140), invent(draw, list(city_pack().divisions), day), strict=False):
        if serial % len(city_pack().divisions) == county:
            person = add_person(details, code)
            Account.objects.make(f"worker-{serial:04d}", None, kind="worker", label=f"劳动者{serial}", person=person)
    first, second = Account.objects.filter(kind="worker").order_by("username")[:2]
    for account, name in ((first, "worker-decided"), (second, "worker-open")):
        account.username = name
        account.save(update_fields=["username"])
    make_careers(draw, day)
    (one,) = open_classes(day)
    assert one.taken == Enrolment.objects.count() == 8  # type: ignore[attr-defined]
    assert ExamRecord.objects.filter(passed=True).count() == 4
    assert ExamRecord.objects.filter(passed=False).count() == 1
    assert Certificate.objects.count() == 3
    assert Certificate.objects.filter(person=first.person).exists()
    half = Enrolment.objects.get(person=second.person)
    assert [state.done for state in standings(half)] == [True, False, False, False]
    assert standings(half)[1].slide == 2
    assert sum(learnt(row) for row in Enrolment.objects.all()) == 5
    assert all(row.at.date() <= day - timedelta(days=1) for row in Enrolment.objects.all())
    (item,) = listed_items()
    assert item.document == "温人社（演示）〔2026〕9号"
    assert shortage("delivery_rider", "5", day) is False
    assert Case.objects.filter(procedure="training-class", status="in_progress").count() == 1
    assert verify().intact
