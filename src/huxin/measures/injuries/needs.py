"""What work injury takes from a pack."""

from huxin.law.pack.needs import OFFERED, needs

needs(
    "measures.injuries",
    procedure=[
        "injury-recognition", "occupational-injury-tracking", "one-stop-mediation", "relation-assessment",
    ],
)  # fmt: skip
needs(
    "measures.injuries",
    given=OFFERED,
    procedure=["injury-benefit-payment"],
    item=["cover-regime"],
    parameter=["cover.platform_names", "cover.regime", "injury.report_hours"],
    sheet=["agreements", "engagements"],
    act=["injury-recognition/collect"],
)
needs("measures.injuries", act=["injury-benefit-payment/establish"])
