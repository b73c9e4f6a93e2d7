"""Acts per second with the sealed log, beside a bare insert of two rows; and queue pages over 100,000 cases.

Both on SQLite and on a PostgreSQL server of its own.  ``HUXIN_BENCH_CASES`` sets the number of cases (default 100,000).
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
SECONDS = 8
CASES = int(os.environ.get("HUXIN_BENCH_CASES", "100000"))

PREPARE = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests.support import City, make_officer, make_worker
city = City()
nos = []
for _ in range(400):  # enough that no case grows beyond what cases have
    city.worker = make_worker()
    nos.append(city.file())
import json; print(json.dumps({"nos": nos, "officers": [city.handler.account_id, make_officer("handler").account_id]}))
"""
ACT = """
import django; django.setup()
import json, sys, time, uuid
from huxin.casework.service import perform
from huxin.identity.service import Account, actor_for
given = json.loads(sys.argv[1])
actor = actor_for(Account.objects.get(pk=given["officer"]))
count, end = 0, time.monotonic() + given["seconds"]
while time.monotonic() < end:
    perform(actor, given["nos"][count % len(given["nos"])], "note", {"text": "x"}, key=uuid.uuid4().hex)
    count += 1
print(count)
"""
BARE = """
import django; django.setup()
import json, sys, time
from django.db import connection, transaction
given = json.loads(sys.argv[1])
with connection.cursor() as cursor:
    cursor.execute("CREATE TABLE IF NOT EXISTS bare (a text, b text)")
count, end = 0, time.monotonic() + given["seconds"]
while time.monotonic() < end:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO bare VALUES (%s, %s)", ["act", "x" * 400])
        cursor.execute("INSERT INTO bare VALUES (%s, %s)", ["entry", "y" * 200])
    count += 1
print(count)
"""
QUEUE = """
import django; django.setup()
import json, random, sys, time
from datetime import date, timedelta
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from huxin.casework.models import Case
from huxin.casework.service import city_pack
from huxin.identity.service import Account
from huxin.people.service import Person
import itertools, tests.support
from tests.support import make_officer, make_worker
tests.support._numbers = itertools.count(900)
call_command("collectstatic", verbosity=0, interactive=False)
count, draw = int(sys.argv[1]), random.Random(1)
for _ in range(90):
    make_worker()
people, today = list(Person.objects.all()), date.today()
counties = list(city_pack().divisions)
states = ["received"] * 2 + ["in_progress"] * 3 + ["completion_asked"] + ["done"] * 12 + ["refused"] * 2
officer = make_officer("handler", "approver", county="")
def rows():
    for serial in range(count):
        status = draw.choice(states)
        open_ = status in ("received", "in_progress", "completion_asked")
        yield Case(no=f"B-{serial:07d}", procedure="social-insurance-subsidy", procedure_version="1", department="hrss",
            county=draw.choice(counties), applicant=draw.choice(people), filed_at=timezone.now(), status=status, seq=2,
            due=today + timedelta(days=draw.randrange(-30, 60)) if open_ else None, due_clock="review" if open_ else "",
            proposed_by_id=officer.account_id if status == "in_progress" and draw.random() < 0.4 else None)
Case.objects.bulk_create(rows(), batch_size=2000)
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("ANALYZE")
account = Account.objects.get(pk=officer.account_id)
from django.test.utils import setup_test_environment; setup_test_environment()
client = Client()
client.force_login(account)
session = client.session
session["second_factor"] = True
session.save()
paths = ["due/", "mine/", "all/", "due/?late=1", "all/?status=done", "all/?status=in_progress&county=330304"]
times = []
for path in paths:
    url = "/agency/queue/" + path
    for _ in range(4):
        start = time.perf_counter()
        answer = client.get(url)
        times.append(time.perf_counter() - start)
        assert answer.status_code == 200, (url, answer.status_code)
        following = answer.context["next_url"]
        if not following:
            break
        url = following
times.sort()
print(json.dumps({"p50": times[len(times) // 2], "p95": times[int(len(times) * 0.95)], "pages": len(times)}))
"""


def python(program: str, *arguments: str, environment: dict[str, str]) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", program, *arguments]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)


def answer(process: subprocess.Popen[str]) -> str:
    out, _ = process.communicate()
    if process.returncode:
        sys.exit(process.returncode)
    return out.strip().splitlines()[-1]


def rate(program: str, prepared: dict[str, list], workers: int, environment: dict[str, str]) -> float:
    """Transactions a second of all workers together."""
    running = []
    for place in range(workers):
        mine = {"nos": prepared["nos"][place::workers], "officer": prepared["officers"][place], "seconds": SECONDS}
        running.append(python(program, json.dumps(mine), environment=environment))
    return sum(int(answer(one)) for one in running) / SECONDS


def measure(name: str, environment: dict[str, str]) -> None:
    prepared = json.loads(answer(python(PREPARE, environment=environment)))
    for workers in (1, 2):
        acts, bare = rate(ACT, prepared, workers, environment), rate(BARE, prepared, workers, environment)
        told = f"{acts:6.0f} acts/s, bare two rows {bare:6.0f}/s, ratio {bare / acts:.0f}"
        print(f"{name:<11} {workers} process(es): {told}")
    pages = json.loads(answer(python(QUEUE, str(CASES), environment=environment)))
    p50, p95 = pages["p50"] * 1000, pages["p95"] * 1000
    print(f"{name:<11} queue pages over {CASES:,} cases: p50 {p50:.0f} ms, p95 {p95:.0f} ms ({pages['pages']} pages)")


def main() -> None:
    from tools.with_postgres import server

    with tempfile.TemporaryDirectory() as folder:
        common = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "huxin.config.settings",
            "HUXIN_DEMO": "1",
            "HUXIN_DATA": folder,
        }
        measure("SQLite", common)
        with server(durable=True) as address:
            measure("PostgreSQL", {**common, "DATABASE_URL": address})


if __name__ == "__main__":
    main()
