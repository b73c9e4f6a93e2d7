"""What the roof may use of injuries."""

from huxin.measures.injuries.bundle import KINDS, BundleRecord
from huxin.measures.injuries.collecting import PROCEDURE, Collected, collect_again, collect_waiting, collected

__all__ = ["KINDS", "PROCEDURE", "BundleRecord", "Collected", "collect_again", "collect_waiting", "collected"]
