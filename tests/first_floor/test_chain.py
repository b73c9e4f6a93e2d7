"""The sealed log: any byte changed in any stored row shows."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection, transaction
from django.utils import timezone

from huxin.casework.service import adopt
from huxin.core.service import Entry, Head, append, verify
from huxin.people.service import Person, erase_person
from tests.support import City, issue_waiting, key, make_officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    city = City()
    city.decide(city.file())
    issue_waiting()
    boss = make_officer("policy_admin", county="")
    adopt(boss, "subsidy.review_days", "15", date(2026, 1, 1), "温人社〔2026〕1号", key=key())
    assert verify().intact
    return city


CHANGES = {
    "an act's content": "UPDATE casework_act SET sealed = ? WHERE seq = 2",
    "an act's name": "UPDATE casework_act SET act = 'refuse' WHERE seq = 2",
    "an act's time": "UPDATE casework_act SET at = '2020-01-01 00:00:00' WHERE seq = 1",
    "an act's evidence": "UPDATE casework_act SET evidence = '[]' WHERE seq = 1",
    "an act taken out": "DELETE FROM casework_act WHERE seq = 4",
    "an adoption": "UPDATE casework_adoption SET value = '90'",
    "a letter": "UPDATE casework_letter SET sha256 = substr(sha256, 2) || '-' WHERE sha256 <> ''",
    "a file's hash": "UPDATE evidence_evidence SET sm3 = substr(sm3, 2) || '-'",
    "an entry": "UPDATE core_entry SET kind = 'other' WHERE seq = 3",
    "an entry taken out": "DELETE FROM core_entry WHERE seq = 3",
    "the last entry taken out": "DELETE FROM core_entry WHERE seq = (SELECT max(seq) FROM core_entry)",
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_in_the_database_shows(town, change):
    statement = CHANGES[change]
    with connection.cursor() as cursor:
        if "?" in statement:
            cursor.execute("SELECT sealed FROM casework_act WHERE seq = 2")
            content = bytearray(bytes(cursor.fetchone()[0]))
            content[len(content) // 2] ^= 1
            cursor.execute(statement.replace("?", "%s"), [bytes(content)])
        else:
            cursor.execute(statement)
    found = verify()
    assert not found.intact
    assert found.fault


def test_an_act_added_behind_the_ledger_shows(town):
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO casework_act (case_id, seq, act, "by", actor_id, at, sealed, evidence, pack_hash)'
            ' SELECT case_id, 99, act, "by", actor_id, at, sealed, evidence, pack_hash FROM casework_act WHERE seq = 1'
        )
    assert "99" in str(verify().fault)


def test_a_changed_file_shows(town, tmp_path):
    path = next((tmp_path / "evidence").rglob("*.sealed"))
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(bytes(content))
    assert "evidence" in str(verify().fault)


def test_an_erased_person_leaves_the_chain_whole(town):
    erase_person(Person.objects.get(id=town.worker.person_id))
    assert verify().intact


def test_an_entry_belongs_in_a_transaction():
    before = Entry.objects.count()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        append("note", "x", "0" * 64, "nobody", timezone.now())
        raise ZeroDivisionError
    assert Entry.objects.count() == before
    assert verify().intact
    assert Head.objects.count() <= 1
