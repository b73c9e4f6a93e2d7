"""What the disputes measure takes from a pack."""

from huxin.law.pack.needs import OFFERED, needs

needs(
    "measures.disputes",
    procedure=["one-stop-mediation", "relation-assessment"],
    item=["relation-assessment"],
)
needs(
    "measures.disputes",
    act=["negotiation-guidance/invite", "negotiation-guidance/meet", "negotiation-guidance/respond"],
)
needs(
    "measures.disputes",
    given=OFFERED,
    parameter=[
        "dispute.collective_people", "dispute.delegates_least", "dispute.delegates_most", "dispute.group_cases",
        "dispute.group_days", "dispute.pay_days", "dispute.pay_fall", "figures.least_workers",
    ],
    procedure=["arbitration", "court-referral", "labour-inspection-complaint", "negotiation-guidance"],
)  # fmt: skip
needs("measures.disputes", given="court-referral", agency=["court"])
