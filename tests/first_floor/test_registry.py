"""Accounts, sealed personal data, scopes and signing in."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from cryptography.exceptions import InvalidTag
from django.utils import timezone

from huxin.core.service import verify
from huxin.identity.service import RULES, Account, Actor, LockedError, check_sign_in
from huxin.people.models import DataKey, Viewing
from huxin.people.service import ErasedError, Person, details_of, erase_person, masked, registers_of, show_in_full
from tests.support import make_officer, make_worker

pytestmark = pytest.mark.django_db


def person_of(actor: Actor) -> Person:
    return Person.objects.get(id=actor.person_id)


def test_nothing_personal_is_stored_in_the_clear():
    person = person_of(make_worker(name="陈小花"))
    row = bytes(person.sealed) + bytes(person.data_key.wrapped) + str(person.index).encode()
    details = details_of(person)
    assert details.name == "陈小花"
    for secret in (details.name, details.id_number, details.phone, details.bank_card):
        assert secret.encode() not in row


def test_what_is_sealed_for_one_place_opens_nowhere_else():
    one, other = person_of(make_worker()), person_of(make_worker())
    one.sealed = other.sealed
    with pytest.raises(InvalidTag):
        details_of(one)


def test_an_erased_person_cannot_be_read_again():
    worker = make_worker()
    erase_person(person_of(worker))
    with pytest.raises(ErasedError):
        details_of(person_of(worker))
    assert not DataKey.objects.filter(person_id=worker.person_id).exists()
    assert not Account.objects.get(pk=worker.account_id).is_active


def test_masks_hide_what_they_should():
    hidden = masked(details_of(person_of(make_worker(name="欧阳小花"))))
    assert hidden["name"] == "欧***"
    assert hidden["id_number"].count("*") == 10
    assert hidden["phone"] == "138****0000"
    assert hidden["bank_card"] == "**** 0001"


def test_seeing_in_full_leaves_a_sealed_trace():
    officer, person = make_officer("handler"), person_of(make_worker())
    assert show_in_full(officer, person, "id_number", "和社保库核对").startswith("3303")
    assert Viewing.objects.get().account_id == officer.account_id
    assert verify().intact
    Viewing.objects.update(reason="别的原因")
    assert not verify().intact


def test_registers_speak_the_words_of_the_contract():
    found = registers_of(person_of(make_worker()))
    assert found["months"][0] == {
        "month": "2025-01",
        "line": "pension",
        "paid": "892.40",
        "refunded": "0.00",
        "payer": "own",
        "unit_insured": False,
        "subsidised": False,
    }
    assert found["recognised"] == [{"kind": "hardship", "from": "2024-01-01", "to": None}]


def test_a_few_wrong_passwords_make_the_next_one_wait(settings):
    Account.objects.make("zhang", "right password", kind="officer", label="张")
    assert check_sign_in("zhang", "right password") is not None
    for _ in range(settings.LOGIN_ATTEMPTS):
        assert check_sign_in("zhang", "wrong") is None
    with pytest.raises(LockedError):
        check_sign_in("zhang", "right password")
    later = timezone.now() + timedelta(minutes=settings.LOGIN_LOCK_MINUTES, seconds=1)
    with time_machine.travel(later):
        assert check_sign_in("zhang", "right password") is not None


def test_rules_let_in_only_those_they_name():
    nobody, worker, clerk = Actor("nobody"), Actor("worker", roles=frozenset({"worker"})), make_officer("finance")
    assert [name for name, rule in RULES.items() if rule(nobody)] == ["public", "api", "company_key"]
    assert [name for name, rule in RULES.items() if rule(worker)] == [
        "public",
        "api",
        "company_key",
        "signed_in",
        "worker",
        "me",
        "account",
    ]
    assert [name for name, rule in RULES.items() if rule(clerk)] == [
        "public",
        "api",
        "company_key",
        "signed_in",
        "officer",
        "staff",
        "half",
        "account",
        "finance",
    ]
