"""A class from the application on, and people who learn in it."""

from __future__ import annotations

from typing import Any

from huxin.casework.service import file_case, perform, today
from huxin.identity.service import Actor, Presence
from huxin.measures.careers.service import (
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
from tests.support import key, make_company, make_officer, photo

COURSE = "delivery-rider-5"
SITTING = Presence("password", "Mozilla/5.0 (Linux; Android 13)", "session-1")


def answers(**changes: Any) -> dict[str, Any]:
    """What the organiser says of a class that rests on the online course."""
    found: dict[str, Any] = {
        "class_name": "网约配送员初级班", "occupation": "delivery_rider", "level": "5", "mode": "online",
        "course": COURSE, "hours": 8, "starts_on": today().isoformat(), "ends_on": today().isoformat(),
        "seats": 30, "county": "330304", "phone": "13800000000",
    }  # fmt: skip
    return {name: value for name, value in {**found, **changes}.items() if value is not None}


def opened(company: Actor | None = None, handler: Actor | None = None, **changes: Any) -> str:
    """The number of a class that may open."""
    company, handler = company or make_company(), handler or make_officer("handler")
    said = answers(**changes)
    no = str(file_case(company, "training-class", said, papers={"plan": [photo(company)]}, key=key())["no"])
    perform(handler, no, "accept", {}, key=key())
    return no


def learn(worker: Actor, enrolment: str) -> None:
    """Every slide of every lesson, every question right."""
    row = own_enrolment(worker, enrolment)
    for one in standings(row):
        for slide in range(len(one.lesson.slides)):
            turn_page(row, one.lesson.id, slide)
        close_lesson(row, one.lesson.id, {question.id: question.right for question in one.lesson.questions})


def number_end(worker: Actor) -> str:
    return details_of(Person.objects.select_related("data_key").get(id=worker.person_id)).id_number[-4:]


def hand_in(worker: Actor, enrolment: str, wrong: int = 0, **changes: Any) -> dict[str, Any]:
    """The next paper, with so many wrong answers."""
    row = own_enrolment(worker, enrolment)
    paper = paper_of(row)
    said = {one.id: one.right for one in paper}
    for one in paper[:wrong]:
        said[one.id] = next(option.value for option in one.options if option.value != one.right)
    wanted = {"said": said, "proof": number_end(worker), "seen": paper_digest(paper), "key": key()} | changes
    return sit(worker, enrolment, wanted.pop("said"), SITTING, **wanted)


def passed(worker: Actor, no: str) -> str:
    """Somebody who took the class and passed; the enrolment."""
    enrolment = str(enrol(worker, no, key=key())["id"])
    learn(worker, enrolment)
    assert hand_in(worker, enrolment)["passed"]
    return enrolment


def certify(no: str, approver: Actor | None = None) -> None:
    perform(approver or make_officer("approver"), no, "certify", {"standard": "网约配送员国家职业技能标准"}, key=key())
