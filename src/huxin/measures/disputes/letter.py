"""What the mediation agreement 调解协议书 says beyond the act itself: who signed which words, and when."""

from __future__ import annotations

from typing import Any, Final

from huxin.casework.service import Dossier, signatures
from huxin.law.dates import SHANGHAI

_SIDES: Final = {"worker": "劳动者", "kin": "近亲属", "unit": "企业", "respondent": "另一方"}


def signed_by(dossier: Dossier, seq: int) -> dict[str, Any]:
    """``{"signatures": [{"who", "at", "digest"}]}``: the signatures that stand, in the order in which they came."""
    return {
        "signatures": [
            {
                "who": _SIDES.get(one.by, one.by),
                "at": f"{one.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
                "digest": one.digest,
            }
            for one in signatures(dossier)
            if one.stands
        ]
    }
