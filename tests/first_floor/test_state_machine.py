"""Random acts, legal and not, by people who may and may not: no illegal act passes, and rows equal their folds."""

from __future__ import annotations

import os
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huxin.casework.case.parties import acts_as
from huxin.casework.models import Act, Case
from huxin.casework.service import (
    ConflictError,
    ForbiddenError,
    NotFoundError,
    city_pack,
    perform,
    today,
    view_case,
)
from huxin.core.service import Entry, verify
from huxin.identity.service import Actor
from huxin.law import InputError
from huxin.law.procedures import check_act
from tests.support import PROCEDURE, City, key, make_officer, make_worker, rebuild

pytestmark = pytest.mark.django_db
EXAMPLES = int(os.environ.get("HUXIN_EXAMPLES", "20"))
ACTS = sorted(city_pack().procedures[PROCEDURE].acts)
PEOPLE = ("worker", "handler", "approver", "finance", "other_worker", "other_county", "other_department")
WALKS = st.lists(st.tuples(st.sampled_from(ACTS), st.sampled_from(PEOPLE), st.booleans()), max_size=14)
LIKELY = [("accept", "handler", True), ("propose", "handler", True), ("decide", "approver", True)]


def payload_of(act: str, amount: str, good: bool) -> dict[str, Any]:
    decision = {"outcome": "granted", "amount": amount, "clause": "二(四)"}
    found: dict[str, Any] = {
        "ask_completion": {"items": "照片看不清"},
        "refuse": {"clause": "二(四)", "reason": "不在本市参保"},
        "propose": decision,
        "decide": decision,
        "send_back": {"reason": "再算一遍"},
        "pay": {"batch": "P-1"},
        "transfer": {"destination": "瓯海", "reason": "参保地"},
        "suspend": {"ground": "等结果"},
        "extend": {"days": 3, "ground": "忙"},
        "note": {"text": "记一笔"},
        "assign": {"to": "经办"},
        "appeal": {"route": "recheck", "reason": "算少了"},
        "reopen": {"reason": "有新材料"},
    }.get(act, {})
    return found if good else {**found, "nobody asked": "this"}


@given(st.lists(st.sampled_from([*LIKELY]), max_size=3).flatmap(lambda first: WALKS.map(lambda rest: first + rest)))
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_illegal_act_passes(walk: list[tuple[str, str, bool]]) -> None:
    city = City()
    people: dict[str, Actor] = {
        "worker": city.worker,
        "handler": city.handler,
        "approver": city.approver,
        "finance": city.finance,
        "other_worker": make_worker(),
        "other_county": make_officer("handler", "approver", "finance", county="330302"),
        "other_department": make_officer("handler", "approver", department="market"),
    }
    no = city.file()
    for act, who, good in walk:
        actor = people[who]
        dossier = view_case(city.handler, no)
        result = dossier.evaluate()
        assert result is not None
        payload = payload_of(act, result.as_json()["outputs"]["amount"]["value"], good)
        before = (dossier.case.seq, Entry.objects.count())
        try:
            allowed = acts_as(actor, dossier, dossier.procedure.acts[act])
            perform(actor, no, act, payload, key=key())
        except (InputError, ForbiddenError, NotFoundError, ConflictError):
            assert (Case.objects.get(no=no).seq, Entry.objects.count()) == before
            continue
        assert not who.startswith("other"), "somebody out of scope acted"
        assert allowed is not None, "whose act it is not acted"
        check_act(dossier.procedure, dossier.records, act, allowed[0], payload, actor=actor.key)
        assert Entry.objects.count() == before[1] + 1
    case = Case.objects.get(no=no)
    again = rebuild(case)
    assert {f.attname: getattr(again, f.attname) for f in case._meta.fields} == {
        f.attname: getattr(case, f.attname) for f in case._meta.fields
    }
    assert Act.objects.filter(case=case).count() == case.seq
    moved = {clock.id for clock in view_case(city.handler, no).clocks(today()).clocks}
    assert moved <= {clock.id for clock in city_pack().procedures[PROCEDURE].clocks}


def test_the_log_is_whole_after_all_of_it() -> None:
    city = City()
    city.decide(city.file())
    assert verify().intact
