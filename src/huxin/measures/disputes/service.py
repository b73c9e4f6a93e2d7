"""What the roof may use of disputes."""

from huxin.measures.disputes.calculating import told
from huxin.measures.disputes.collective import (
    Collective,
    collective,
    collectives,
    early_signs,
    name_delegates,
    sees_signs,
    sign_count,
)
from huxin.measures.disputes.limitation import ARBITRATION, MEDIATION, Limitation, limitations, may_have_been
from huxin.measures.disputes.station_letter import station_letter
from huxin.measures.disputes.track import CONTRACT, ITEM, OVER_AGE, TELLING, Track, track_of

__all__ = [
    "ARBITRATION",
    "CONTRACT",
    "ITEM",
    "MEDIATION",
    "OVER_AGE",
    "TELLING",
    "Collective",
    "Limitation",
    "Track",
    "collective",
    "collectives",
    "early_signs",
    "limitations",
    "may_have_been",
    "name_delegates",
    "sees_signs",
    "sign_count",
    "station_letter",
    "told",
    "track_of",
]
