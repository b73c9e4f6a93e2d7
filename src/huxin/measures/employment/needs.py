"""What contracts and agreements take from a pack."""

from huxin.law.pack.needs import OFFERED, needs, sample

needs(
    "measures.employment",
    parameter=["agreement.due_months"],
    agency=["hrss"],
    procedure=["one-stop-mediation"],
    paper=["labour-contract", "three-party-agreement", "written-agreement"],
    sheet=["agreements", "engagements"],
    letter=["agreement"],
    message=["agreement-offered"],
)
needs("measures.employment", given=OFFERED, paper=["over-age-agreement"])
sample(
    "letter",
    "agreement",
    {
        "title": "书面协议", "summary": ["每单多少钱，哪天发。"], "clauses": [["第一条 内容", "乙方按订单配送。"]],
        "signatures": [
            {"party": "worker", "name": "某某某", "at": "2026年3月9日 10:00", "method": "password", "device": "0000"},
        ],
        "sha256": "0" * 64, "sm3": "0" * 64,
    },
)  # fmt: skip
