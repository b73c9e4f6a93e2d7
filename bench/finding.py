"""Searches of the desk over 100,000 people with a case each: by number, name, pinyin, telephone, company, document.

Both on SQLite and on a PostgreSQL server of its own.  ``HUXIN_BENCH_PEOPLE`` sets the number of people.  The aim is a
p95 of 200 ms for the whole request, whoever asks and whatever is typed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
PEOPLE = int(os.environ.get("HUXIN_BENCH_PEOPLE", "100000"))
AIM = 0.2

FIND = """
import django; django.setup()
import json, random, sys, time, uuid
from datetime import date, timedelta
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import setup_test_environment
from django.utils import timezone
from huxin.casework.models import Case, CaseParty, DocumentNumber
from huxin.casework.service import city_pack
from huxin.demo.people import _GIVEN, _SURNAMES
from huxin.identity.service import Account
from huxin.people.service import ListedPerson, Person, add_company, people_of
from tests.support import id_number, make_officer
from django.conf import settings
settings.RATES = {}
from huxin.core.keys import KEYS, key_path, make_key
for one in KEYS:
    if not key_path(settings.DATA, one).exists():
        make_key(settings.DATA, one)
call_command("migrate", verbosity=0)
call_command("collectstatic", verbosity=0, interactive=False)
count, draw = int(sys.argv[1]), random.Random(1)
counties = list(city_pack().divisions)
def name():
    return draw.choice(_SURNAMES) + "".join(draw.choice(_GIVEN) for _ in range(draw.choice((1, 2, 2, 2))))
firms = [add_company(f"9133030{n:011d}", f"瓯江第{n}配送有限公司", "platform") for n in range(300)]
def day(n):
    return date(1970, 1, 1) + timedelta(days=n // 900)
known, started = [], time.perf_counter()
for first in range(0, count, 2000):
    named = [
        ListedPerson(name(), id_number(day(n), n % 900), draw.choice(counties), f"139{n:08d}")
        for n in range(first, min(first + 2000, count))
    ]
    found = people_of(named)
    known += [(one, found[one.id_number].id) for one in named]
made = time.perf_counter() - started
def cases():
    for serial, (one, person) in enumerate(known):
        yield Case(no=f"2025-{serial:06d}", procedure="social-insurance-subsidy", procedure_version="1", seq=2,
            department="hrss", county=one.county, applicant_id=person, status="done",
            filed_at=timezone.now() - timedelta(minutes=serial))
Case.objects.bulk_create(cases(), batch_size=2000)
def papers():
    for n in range(count):
        yield DocumentNumber(id=uuid.uuid4(), body="hrss", county="", text=f"温人社补〔2025〕{n}号", year=2025,
            serial=n, case_id=f"2025-{n:06d}", act_seq=1, template="t", taken_at=timezone.now())
def sides():
    for n in range(0, count, 4):
        yield CaseParty(case_id=f"2025-{n:06d}", person=draw.choice(firms).person, role="platform", since=1)
DocumentNumber.objects.bulk_create(papers(), batch_size=2000)
CaseParty.objects.bulk_create(sides(), batch_size=2000)
with connection.cursor() as cursor:
    cursor.execute("ANALYZE")
setup_test_environment()
from pypinyin import lazy_pinyin
def typed():
    one, person = draw.choice(known)
    n = int(one.phone[3:])
    sounds = lazy_pinyin(one.name)
    return {
        "identity number": one.id_number, "telephone": one.phone, "name": one.name, "beginning": one.name[:2],
        "pinyin": "".join(sounds), "letters": "".join(s[0] for s in sounds)[:2], "case": f"2025-{n:06d}",
        "document": f"温人社补〔2025〕{n}号", "company": "第12", "code": firms[n % 300].credit_code,
        "nobody": "欧阳没有", "order": f"DD{n}",
    }
times = {}
for county in ("", counties[0], counties[-1]):
    client = Client()
    client.force_login(Account.objects.get(pk=make_officer("handler", "approver", county=county).account_id))
    session = client.session
    session["second_factor"] = True
    session.save()
    client.post("/agency/find/", {"text": "wangxiao"})
    for _ in range(int(sys.argv[2])):
        for kind, text in typed().items():
            start = time.perf_counter()
            answer = client.post("/agency/find/", {"text": text})
            times.setdefault(kind, []).append(time.perf_counter() - start)
            assert answer.status_code in (200, 302), (kind, answer.status_code)
            where = answer.get("Location", "")
            if "/people/" in where or "/companies/" in where:
                start = time.perf_counter()
                assert client.get(where).status_code == 200
                times.setdefault("page", []).append(time.perf_counter() - start)
told = {kind: (sorted(some)[len(some) // 2], sorted(some)[int(len(some) * 0.95)]) for kind, some in times.items()}
every = sorted(one for some in times.values() for one in some)
told["all"] = (every[len(every) // 2], every[int(len(every) * 0.95)])
print(json.dumps({"made": made, "told": told, "searches": len(every)}))
"""


def measure(name: str, environment: dict[str, str]) -> bool:
    """Print the times of one database; whether all of them are within the aim."""
    command = [sys.executable, "-c", FIND, str(PEOPLE), "12"]
    out = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout
    found = json.loads(out.strip().splitlines()[-1])
    print(f"{name:<11} {PEOPLE:,} people registered in {found['made']:.0f} s, {found['searches']} searches")
    for kind, (p50, p95) in found["told"].items():
        print(f"{name:<11} {kind:<16} p50 {p50 * 1000:4.0f} ms, p95 {p95 * 1000:4.0f} ms")
    return bool(found["told"]["all"][1] <= AIM)


def main() -> int:
    from tools.with_postgres import server

    with tempfile.TemporaryDirectory() as folder:
        common = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "huxin.config.settings",
            "HUXIN_DEMO": "1",
            "HUXIN_DATA": folder,
        }
        within = measure("SQLite", common)
        with server(durable=True) as address:
            within &= measure("PostgreSQL", {**common, "DATABASE_URL": address})
    return 0 if within else 1


if __name__ == "__main__":
    sys.exit(main())
