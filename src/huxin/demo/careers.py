"""Training in the demo city: a listed item, an open class with people in the middle of it, who passed and who did not.

Everything goes the way it goes in earnest: the cases through casework, the papers through the examination.
"""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

from huxin.casework.service import city_pack, file_case, perform, receive_evidence
from huxin.identity.service import PASSWORD, Account, Actor, Presence, actor_for
from huxin.law.dates import SHANGHAI
from huxin.measures.careers.service import (
    PROOF,
    close_lesson,
    enrol,
    own_enrolment,
    paper_digest,
    paper_of,
    sit,
    standings,
    turn_page,
)
from huxin.people.service import Person, details_of

COUNTY: Final = "330304"
COURSE: Final = "delivery-rider-5"
STANDARD: Final = "网约配送员国家职业标准（五级），理论部分"
_PHOTO: Final = Path(__file__).with_name("orders.png")
_SITTING: Final = Presence(PASSWORD, "demo", "demo")


def make_careers(draw: Random, today: date) -> None:
    """The item, the class, its people; ``worker-decided`` holds a certificate, ``worker-open`` is half way."""
    company, handler, approver = (_who(name) for name in ("company-1", f"handler-{COUNTY}", f"approver-{COUNTY}"))
    _list_item(company, handler, approver, today)
    no = _open_class(company, handler, today)
    people = _people()
    decided, half, *others = people
    began = today - timedelta(days=12)
    for place, worker in enumerate((decided, *others[:2])):
        _sit(worker, no, began, wrong=place, draw=draw)
    _sit(others[2], no, began, wrong=6, draw=draw)
    at = _at(today - timedelta(days=3))
    perform(approver, no, "certify", {"standard": STANDARD}, key="demo-careers-certify", at=at)
    _sit(others[3], no, today - timedelta(days=2), wrong=2, draw=draw)
    _learn(half, no, began, lessons=1, slides=2)
    _learn(others[4], no, began, lessons=2, slides=0)
    _learn(others[5], no, today - timedelta(days=1), lessons=0, slides=0)


def _who(username: str) -> Actor:
    return actor_for(Account.objects.get(username=username))


def _people() -> list[Actor]:
    """The named workers first, then six of the county who are in no other story."""
    county = Account.objects.filter(kind="worker", person__county=COUNTY)
    named = [county.filter(username=name).first() for name in ("worker-decided", "worker-open")]
    others = county.filter(username__regex=r"^worker-\d+$").order_by("-username")[
        : 8 - sum(one is not None for one in named)
    ]
    return [actor_for(one) for one in (*(one for one in named if one is not None), *others)]


def _at(day: date) -> datetime:
    return datetime.combine(day, time(10), SHANGHAI)


def _paper(actor: Actor) -> list[str]:
    return [str(receive_evidence(actor, io.BytesIO(_PHOTO.read_bytes())).id)]


def _list_item(company: Actor, handler: Actor, approver: Actor, today: date) -> None:
    began = today - timedelta(days=120)
    said = {
        "occupation_title": "网约配送员", "occupation_code": "4-02-07-10", "level": "5", "mode": "online", "hours": 8,
        "standard": STANDARD, "need": "全市骑手多，持证的少", "county": COUNTY, "phone": "19900000001",
    }  # fmt: skip
    papers = {"syllabus": _paper(company)}
    no = _file(company, "training-item-listing", said, papers, began)
    since = (began + timedelta(days=20)).isoformat()
    acts: list[tuple[Actor, str, dict[str, Any], int]] = [
        (handler, "accept", {}, 1),
        (handler, "review", {"reviewers": "教育、交警、行业三方专家", "opinion": "同意", "in_shortage": False}, 10),
        (approver, "decide", {"outcome": "listed", "result": "进目录", "valid_from": since}, 15),
        (handler, "publish", {"published_on": since, "document": "温人社（演示）〔2026〕9号"}, 20),
    ]
    for actor, act, payload, days in acts:
        perform(actor, no, act, payload, key=f"demo-careers-list-{act}", at=_at(began + timedelta(days=days)))


def _open_class(company: Actor, handler: Actor, today: date) -> str:
    began = today - timedelta(days=20)
    said = {
        "class_name": "网约配送员五级线上班", "occupation": "delivery_rider", "level": "5", "mode": "online",
        "course": COURSE, "hours": 8, "starts_on": (today - timedelta(days=15)).isoformat(),
        "ends_on": (today + timedelta(days=45)).isoformat(), "seats": 40, "county": COUNTY, "phone": "19900000001",
    }  # fmt: skip
    no = _file(company, "training-class", said, {"plan": _paper(company)}, began)
    perform(handler, no, "accept", {}, key="demo-careers-accept", at=_at(began + timedelta(days=3)))
    return no


def _file(actor: Actor, procedure: str, said: dict[str, Any], papers: dict[str, list[str]], day: date) -> str:
    key = f"demo-careers-{procedure}"
    return str(file_case(actor, procedure, said, papers=papers, key=key, at=_at(day))["no"])


def _learn(worker: Actor, no: str, day: date, *, lessons: int, slides: int) -> str:
    """Enrol, finish so many lessons and read so many slides of the next."""
    enrolment = str(enrol(worker, no, key=f"demo-careers-{worker.account_id}", at=_at(day))["id"])
    row = own_enrolment(worker, enrolment)
    for place, one in enumerate(standings(row)):
        lesson, pages = one.lesson, len(one.lesson.slides) if place < lessons else slides if place == lessons else 0
        for slide in range(pages):
            turn_page(row, lesson.id, slide)
        if place < lessons:
            close_lesson(row, lesson.id, {question.id: question.right for question in lesson.questions})
    return enrolment


def _sit(worker: Actor, no: str, day: date, *, wrong: int, draw: Random) -> None:
    """Learn everything and hand in a paper with so many wrong answers."""
    enrolment = _learn(worker, no, day, lessons=len(city_pack().courses[COURSE].lessons), slides=0)
    paper = paper_of(own_enrolment(worker, enrolment))
    said = {one.id: one.right for one in paper}
    for one in draw.sample(paper, wrong):
        said[one.id] = next(option.value for option in one.options if option.value != one.right)
    number = details_of(Person.objects.select_related("data_key").get(id=worker.own_person)).id_number
    key = f"demo-careers-exam-{worker.account_id}"
    seen, at = paper_digest(paper), _at(day + timedelta(days=1))
    sit(worker, enrolment, said, _SITTING, proof=number[-PROOF:], seen=seen, key=key, at=at)
