"""What the social-insurance subsidy takes from a pack."""

from huxin.law.pack.needs import OFFERED, needs, sample

needs(
    "measures.subsidies",
    given=OFFERED,
    item=["social-insurance-subsidy"],
    procedure=["social-insurance-subsidy"],
)
sample(
    "procedure",
    "social-insurance-subsidy",
    {
        "months_granted": "12",
        "months": "2025年1月至12月",
        "months_used": "12",
        "card": "6222 **** 0000",
        "left_out": [{"text": "这个月有单位替你参保", "clause": "二(四)", "months": "2025年3月"}],
    },
)
