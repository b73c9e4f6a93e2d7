"""What places to rest take from a pack."""

from huxin.law.pack.needs import OFFERED, needs

needs("measures.places", given=OFFERED, procedure=["place-fault-report", "place-project", "place-proposal"])
needs(
    "measures.places",
    act=[
        "place-fault-report/confirm", "place-fault-report/decide", "place-fault-report/file", "place-project/decide",
        "place-project/start_works", "place-project/verify_place",
    ],
)  # fmt: skip
needs("measures.places", given=OFFERED, parameter=["places.checklist_driver_home", "places.checklist_rest_station"])
needs("measures.places", parameter=["places.bays_full_percent", "places.live_minutes", "places.walk_metres"])
