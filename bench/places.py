"""The nearest of 50,000 places in process: milliseconds by the clock and of the processor, by share of queries.

Half of the queries stand within 5 km of a place, half anywhere in the box, most of which is countryside.  Beside them
the same question answered by measuring all places with NumPy, in the same run: on a shared machine the ratio counts.

Run: ``python bench/places.py`` (SQLite), or ``python tools/with_postgres.py python bench/places.py``.
"""

from __future__ import annotations

import json
import os
import random
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

PLACES, QUERIES = 50_000, 2_000


class _Clock:
    """Milliseconds of many calls, by the clock and of the processor."""

    def __init__(self) -> None:
        self._spent: list[float] = []
        self._worked: list[float] = []

    def time(self, call: Callable[[], Any]) -> Any:
        begun, busy = time.perf_counter(), time.process_time()
        found = call()
        self._worked.append(1000 * (time.process_time() - busy))
        self._spent.append(1000 * (time.perf_counter() - begun))
        return found

    def shares(self) -> dict[str, dict[str, float]]:
        import numpy as np

        return {
            word: {f"p{p}": round(float(np.percentile(held, p)), 3) for p in (50, 95, 99)}
            for word, held in (("by the clock", self._spent), ("of the processor", self._worked))
        }


def _by_hand(lngs: Any, lats: Any, lng: float, lat: float) -> Any:
    """The ten smallest great circles."""
    import numpy as np

    x, y = np.radians(lng), np.radians(lat)
    half = np.sin((lats - y) / 2) ** 2 + np.cos(lats) * np.cos(y) * np.sin((lngs - x) / 2) ** 2
    best = np.sort(half[np.argpartition(half, 9)[:10]])
    return 2 * 6_371_008.8 * np.arcsin(np.sqrt(best))


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
    lng_all, lat_all = (np.radians([getattr(one, name) for one in rows]) for name in ("lng", "lat"))
    ways: dict[str, dict[str, object]] = {
        "any": {}, "one kind": {"kinds": ["toilet"]}, "kind and service, open": {
            "kinds": ["driver_home"], "services": ["shower"], "only_open": True},
    }  # fmt: skip
    for name, more in ways.items():
        near, all_ = _Clock(), _Clock()
        for number in range(QUERIES):
            lng, lat = draw.choice(centres) if number % 2 else (draw.uniform(119.5, 121.5), draw.uniform(27.0, 28.6))
            here = lng + draw.uniform(-0.05, 0.05), lat + draw.uniform(-0.05, 0.05)
            found = near.time(partial(nearest, *here, noon, **more))  # type: ignore[arg-type]
            if not more:
                metres = all_.time(partial(_by_hand, lng_all, lat_all, *here))
                assert np.allclose(metres, [one.metres for one in found.places], atol=1e-3)
        shown[name] = near.shares() if more else {"huxin": near.shares(), "all measured by NumPy": all_.shares()}
    print(json.dumps(shown, indent=1))


if __name__ == "__main__":
    main()
