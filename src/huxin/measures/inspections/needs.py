"""What double-random inspections take from a pack."""

from huxin.law.pack.needs import OFFERED, needs

_DRAWN = "dispatch-inspection"
needs("measures.inspections", given=OFFERED, procedure=["dispatch-inspection", "labour-inspection-routine"])
needs(
    "measures.inspections",
    given=_DRAWN,
    agency=["hrss"],
    sheet=["inspection-objects", "inspectors"],
    act=[
        "dispatch-inspection/commit", "dispatch-inspection/decide", "dispatch-inspection/draw",
        "dispatch-inspection/publish", "dispatch-inspection/recuse", "labour-inspection-routine/assign",
        "labour-inspection-routine/inspect", "labour-inspection-routine/recheck", "labour-inspection-routine/rectify",
        "dispatch-inspection/withdraw",
    ],
)  # fmt: skip
