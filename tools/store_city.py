"""Store a small invented city of this version: what every later version has to bring up to date and to open.

    python tools/store_city.py tests/cities/0.2.0.tar.xz

Run once for each version, before it is released; a stored city is never made anew.
"""

from __future__ import annotations

import sys
import tarfile
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Final

from huxin.cli.django_setup import prepare, start_django

SEED: Final = 20
PEOPLE: Final = 30
RECORDED: Final = 6
"""How many of them stand on the company's lists."""
PROCEDURES: Final = (
    "social-insurance-subsidy", "injury-recognition", "labour-inspection-complaint", "arbitration", "place-proposal",
)  # fmt: skip
"""One of each is ended, with its papers, and one is on its way."""
WITHOUT: Final = ("static", "setup.lock")
"""Made anew by every set-up."""


def build() -> None:
    """Officers, two companies, a few workers, cases on their way and ended with their papers, lists and files."""
    from huxin.casework.service import city_pack, today
    from huxin.demo.build import PLATFORM, enrol, password, seed
    from huxin.demo.catalogue import make_catalogue
    from huxin.demo.offices import make_companies, make_officers
    from huxin.demo.people import contributions, invent, recognition
    from huxin.demo.records import make_records
    from huxin.identity.service import Account
    from huxin.people.service import Company, ContributionMonth, Recognition, add_person

    draw, day = Random(SEED), today()  # noqa: S311 - invented people
    make_officers(password())
    enrol(seed())
    make_companies(password())
    accounts = []
    for serial, (county, details) in zip(range(PEOPLE), invent(draw, list(city_pack().divisions), day), strict=False):
        person = add_person(details, county)
        accounts.append(
            Account.objects.make(f"worker-{serial}", None, kind="worker", label=f"劳动者{serial}", person=person)
        )
    people = [one.person for one in accounts if one.person is not None]
    for person in people[:RECORDED]:
        ContributionMonth.objects.bulk_create(list(contributions(draw, person, day)))
        Recognition.objects.bulk_create([recognition(draw, person, day)])
    make_records(Company.objects.get(name__startswith=PLATFORM), people[:RECORDED], day)
    planned = [
        (name, station) for name in PROCEDURES if name in city_pack().procedures for station in ("ended", "open")
    ]
    make_catalogue(draw, accounts, day, lambda: None, planned)


def main() -> int:
    target = Path(sys.argv[1])
    if target.exists():
        sys.exit(f"{target} is there: a stored city is never made anew.")
    with TemporaryDirectory() as folder:
        data = Path(folder) / "city"
        start_django(data, demo=True, making_keys=True)
        prepare(making_keys=True)
        build()
        from django.core.management import call_command
        from django.db import connection

        from huxin.cli.main import main as huxin

        huxin(["worker", "--once"])
        call_command("clearsessions")
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
        connection.close()
        target.parent.mkdir(parents=True, exist_ok=True)
        with tarfile.open(target, "w:xz") as pack:
            for path in sorted(data.iterdir()):
                if path.name not in WITHOUT:
                    pack.add(path, f"city/{path.name}")
    print(f"{target}: {target.stat().st_size // 1024} KiB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
