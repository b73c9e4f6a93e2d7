"""The nearest of 50,000 places in process: milliseconds by the clock and of the processor, by share of queries.

Run: ``python bench/places.py`` (SQLite), or ``python tools/with_postgres.py python bench/places.py``.
"""

from __future__ import annotations

import json
import os
import random
import tempfile
import time
from datetime import datetime

PLACES, QUERIES = 50_000, 2_000


def main() -> None:
    """Print the shares as JSON."""
    os.environ["HUXIN_DATA"] = tempfile.mkdtemp()
    from huxin.cli.django_setup import start_django

    start_django(making_keys=True)
    import numpy as np
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    from huxin.law.dates import SHANGHAI
    from huxin.measures.places import taxonomy
    from huxin.measures.places.service import Place, nearest, new_edition

    draw = random.Random(4)
    kinds, hours = list(taxonomy.kinds()), ["24/7", "Mo-Su 08:00-20:00", "Mo-Fr 20:00-06:00", ""]
    centres = [(draw.uniform(119.6, 121.2), draw.uniform(27.2, 28.4)) for _ in range(60)]
    rows = []
    for at in range(PLACES):
        lng, lat = draw.choice(centres)
        rows.append(
            Place(
                code=f"p{at}", name=f"p{at}", kind=draw.choice(kinds), services=draw.choice(list(taxonomy.services())),
                county="330302", hours=draw.choice(hours), lng=draw.gauss(lng, 0.02), lat=draw.gauss(lat, 0.02),
                raw_x="0", raw_y="0", crs="wgs84", source="invented",
            )
        )  # fmt: skip
    Place.objects.bulk_create(rows, batch_size=2_000)
    new_edition()
    begun = time.perf_counter()
    noon = datetime(2026, 11, 30, 12, tzinfo=SHANGHAI)
    nearest(120.6, 28.0, noon)
    read = time.perf_counter() - begun
    shown = {"database": connection.vendor, "places": PLACES, "first query, with reading all places, s": round(read, 2)}
    ways: dict[str, dict[str, object]] = {
        "any": {}, "one kind": {"kinds": ["toilet"]}, "kind and service, open": {
            "kinds": ["driver_home"], "services": ["shower"], "only_open": True},
    }  # fmt: skip
    for name, more in ways.items():
        spent, worked = [], []
        for _ in range(QUERIES):
            here = draw.uniform(119.5, 121.5), draw.uniform(27.0, 28.6)
            begun, busy = time.perf_counter(), time.process_time()
            nearest(*here, noon, **more)  # type: ignore[arg-type]
            spent.append(1000 * (time.perf_counter() - begun))
            worked.append(1000 * (time.process_time() - busy))
        shown[name] = {
            word: {f"p{p}": round(float(np.percentile(held, p)), 3) for p in (50, 95, 99)}
            for word, held in (("by the clock", spent), ("of the processor", worked))
        }
    print(json.dumps(shown, indent=1))


if __name__ == "__main__":
    main()
