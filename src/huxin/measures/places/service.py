"""What the roof may use of the room of places."""

from huxin.measures.places.actions import FAULT, PROPOSAL, PlacesImported, import_places, new_edition, report_fault
from huxin.measures.places.models import Place, WaitingArea
from huxin.measures.places.planning import ask, keep_demand
from huxin.measures.places.queries import Near, NearestPlaces, counts, find_place, in_county, nearest
from huxin.measures.places.reading import MOST_BYTES
from huxin.measures.places.upkeep import Upkeep, upkeep
from huxin.measures.places.waiting import WAITING, area_of_key, new_key, now_at, tell, where_to_wait

__all__ = [
    "FAULT",
    "MOST_BYTES",
    "PROPOSAL",
    "WAITING",
    "Near",
    "NearestPlaces",
    "Place",
    "PlacesImported",
    "Upkeep",
    "WaitingArea",
    "area_of_key",
    "ask",
    "counts",
    "find_place",
    "import_places",
    "in_county",
    "keep_demand",
    "nearest",
    "new_edition",
    "new_key",
    "now_at",
    "report_fault",
    "tell",
    "upkeep",
    "where_to_wait",
]
