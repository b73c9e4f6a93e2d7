"""What the roof may use of disputes."""

from huxin.measures.disputes.limitation import ARBITRATION, MEDIATION, Limitation, limitations
from huxin.measures.disputes.track import ITEM, TELLING, Track, track_of

__all__ = ["ARBITRATION", "ITEM", "MEDIATION", "TELLING", "Limitation", "Track", "limitations", "track_of"]
