"""What findings and figures take from a pack."""

from huxin.law.pack.needs import OFFERED, needs, sample

needs("measures.governance", agency=["hrss"], parameter=["figures.least_workers"])
needs(
    "measures.governance",
    given=OFFERED,
    agency=["emergency", "medical_insurance", "transport"],
    procedure=["inquiry"],
    parameter=[
        "cover.regime", "detector.privacy", "detector.privacy_en", "detector.words", "detector.words_en",
    ],
)  # fmt: skip
needs(
    "measures.governance",
    given="collective-consultation",
    parameter=[
        "consultation.delegates_least", "consultation.delegates_least_large", "consultation.exchange_days",
        "consultation.favour_over", "consultation.figure_days", "consultation.present_least",
    ],
)  # fmt: skip
needs("measures.governance", act=["inquiry/file", "inquiry/findings_changed"])

sample("procedure", "work-plan-item", {"lead": "交通运输", "others": "市场监管、工会", "indicator": "开放的服务点个数"})
