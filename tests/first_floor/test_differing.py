"""A decision that differs from the rules: seen by both officers, with a reason, confirmed by a third person."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from huxin.casework.case.differences import real_reason
from huxin.casework.law.city import forget_adoptions
from huxin.casework.models import Adoption
from huxin.casework.service import Case, awaits_third, differs, perform, view_case
from huxin.law import InputError
from huxin.law.values import read
from tests.support import City, key, make_officer

pytestmark = pytest.mark.django_db
WHY = "省里复核后核定的数字，文件在卷里"
CLAUSE = "温人社发〔2021〕135号 二(四)"


def accepted(city: City) -> tuple[str, str]:
    """An accepted case and what the rules give for it."""
    no = city.file()
    perform(city.handler, no, "accept", {}, key=key())
    found = view_case(city.handler, no).evaluate()
    assert found is not None
    return no, str(found.as_json()["outputs"]["amount"]["value"])


def more(right: str, fen: int) -> str:
    found = int(read("money", right)) + fen
    return f"{found // 100}.{found % 100:02d}"


@pytest.mark.parametrize("text", ["", ".", "。。。。。。。", "------", "123456789", "啊啊啊啊啊啊啊", "？！，。；："])
def test_a_reason_that_says_nothing_is_none(text: str) -> None:
    city = City()
    no, right = accepted(city)
    said = {"outcome": "granted", "amount": more(right, 1), "clause": CLAUSE, "remark": text}
    with pytest.raises(InputError) as caught:
        perform(city.handler, no, "propose", said, key=key())
    assert caught.value.problem.field == "payload.remark"
    assert not real_reason(text)
    assert real_reason(WHY)
    assert view_case(city.handler, no).last("propose") is None


def test_a_refusal_of_what_the_rules_grant_has_its_own_reason_and_clause() -> None:
    city = City()
    no, _ = accepted(city)
    grant = view_case(city.handler, no)
    own = grant.pack.cite(grant.procedure.clause)
    for changes, field in (({"reason": "."}, "reason"), ({"reason": WHY, "clause": own}, "clause")):
        said: dict[str, Any] = {"outcome": "refused", "clause": "别的条款", **changes}
        with pytest.raises(InputError) as caught:
            perform(city.handler, no, "propose", said, key=key())
        assert caught.value.problem.field == f"payload.{field}"
    perform(city.handler, no, "propose", {"outcome": "refused", "clause": "别的条款", "reason": WHY}, key=key())
    proposed = view_case(city.approver, no).last("propose")
    assert proposed is not None
    assert differs(view_case(city.approver, no), proposed.payload, proposed.decision) is not None


def test_more_than_the_rules_give_needs_a_third_person() -> None:
    """Handler and approver alone do not; nor does the confirmation of one of them, nor one for an earlier proposal."""
    city, third = City(), make_officer("policy_admin")
    no, right = accepted(city)
    said = {"outcome": "granted", "amount": more(right, 100), "clause": CLAUSE, "remark": WHY}
    perform(city.handler, no, "propose", said, key=key())
    assert awaits_third(view_case(city.approver, no))
    assert differs(view_case(city.approver, no), said, view_case(city.approver, no).decision) == (said["amount"], right)
    with pytest.raises(InputError) as caught:
        perform(city.approver, no, "decide", said, key=key())
    assert caught.value.problem.code == "third_person"
    perform(third, no, "confirm_difference", {"reason": WHY}, key=key())
    perform(city.approver, no, "send_back", {"reason": "再看一遍"}, key=key())
    perform(city.handler, no, "propose", said, key=key())
    with pytest.raises(InputError):
        perform(city.approver, no, "decide", said, key=key())
    perform(third, no, "confirm_difference", {"reason": WHY}, key=key())
    perform(city.approver, no, "decide", said, key=key())
    assert Case.objects.get(no=no).status == "done"


def test_up_to_the_limit_of_the_city_two_decide() -> None:
    city = City()
    Adoption.objects.create(
        id=uuid.uuid4(), parameter="decision.difference_limit", value="10.00", valid_from=date(2020, 1, 1),
        document="本市文件", by_id=make_officer("policy_admin").pk, at=timezone.now(),
    )  # fmt: skip
    forget_adoptions()
    for fen, passes in ((1000, True), (1001, False)):
        no, right = accepted(City(handler=city.handler, approver=city.approver))
        said = {"outcome": "granted", "amount": more(right, fen), "clause": CLAUSE, "remark": WHY}
        perform(city.handler, no, "propose", said, key=key())
        if passes:
            perform(city.approver, no, "decide", said, key=key())
        else:
            with pytest.raises(InputError):
                perform(city.approver, no, "decide", said, key=key())
    forget_adoptions()


def test_less_than_the_rules_give_needs_a_reason_and_no_third_person() -> None:
    city = City()
    no, right = accepted(city)
    said = {"outcome": "granted", "amount": more(right, -100), "clause": CLAUSE, "remark": WHY}
    perform(city.handler, no, "propose", said, key=key())
    perform(city.approver, no, "decide", said, key=key())
    assert Case.objects.get(no=no).status == "done"
