"""What the roof may use of the room of places."""

from huxin.measures.places.actions import FAULT, PROPOSAL, Imported, import_places, new_edition
from huxin.measures.places.models import Place
from huxin.measures.places.queries import Found, Near, counts, find_place, in_county, nearest
from huxin.measures.places.upkeep import Upkeep, upkeep

__all__ = [
    "FAULT",
    "PROPOSAL",
    "Found",
    "Imported",
    "Near",
    "Place",
    "Upkeep",
    "counts",
    "find_place",
    "import_places",
    "in_county",
    "nearest",
    "new_edition",
    "upkeep",
]
