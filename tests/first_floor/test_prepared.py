"""Queries that are compiled once give what a fresh query gives, in every thread and after every roll-back."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection, transaction

from huxin.casework.case.dossier import find_case, open_dossier
from huxin.casework.errors import NotFoundError
from huxin.casework.models import Act, Case
from huxin.core.service import Prepared
from huxin.identity.service import Account, actor_for
from tests.support import City

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city() -> City:
    return City()


def test_the_rows_are_those_of_a_fresh_query(city: City) -> None:
    acts = Prepared(lambda no: Act.objects.filter(case=no).order_by("-seq"))
    first, second = city.file(), city.file()
    for no in (first, second, first, "2026-999999", "' OR 1=1 --", "%s", ""):
        assert acts(no) == list(Act.objects.filter(case=no).order_by("-seq"))


def test_what_is_joined_comes_along_without_another_query(city: City, django_assert_num_queries: Any) -> None:
    no = city.file()
    cases = Prepared(lambda one: Case.objects.filter(no=one).select_related("applicant__data_key", "disposal"))
    for _ in range(2):
        with django_assert_num_queries(1):
            (case,) = cases(no)
            assert bytes(case.applicant.data_key.wrapped)
            assert not hasattr(case, "disposal")


def test_threads_and_closed_connections_do_not_share_a_compiled_query(city: City) -> None:
    nos, wrong = [city.file(), city.file()], []
    cases = Prepared(lambda no: Case.objects.filter(no=no))

    def look(no: str) -> None:
        for _ in range(50):
            if [case.no for case in cases(no)] != [no]:
                wrong.append(no)
        connection.close()

    threads = [threading.Thread(target=look, args=(no,)) for no in nos]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    connection.close()
    assert [case.no for case in cases(nos[0])] == nos[:1]


def test_an_act_after_a_roll_back_sees_the_case_as_it_is(city: City) -> None:
    no = city.file()
    actor = actor_for(Account.objects.get(pk=city.handler.account_id))
    with transaction.atomic():
        Case.objects.filter(no=no).update(status="done")
        assert find_case(actor, no, lock=True).status == "done"
        transaction.set_rollback(True)
    case = find_case(actor, no)
    assert case.status == "received"
    assert [step.act for step in open_dossier(case).steps] == ["file"]
    with pytest.raises(NotFoundError):
        find_case(actor, "2026-999999")
