"""What findings and figures take from a pack."""

from huxin.law.pack.needs import OFFERED, needs, sample

needs("measures.governance", agency=["hrss"], parameter=["figures.least_workers"])
needs(
    "measures.governance",
    given=OFFERED,
    agency=["emergency", "market", "medical_insurance", "transport"],
    procedure=["collective-consultation", "inquiry", "work-plan-item"],
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
needs(
    "measures.governance",
    act=[
        "collective-consultation/agree", "collective-consultation/exchange", "collective-consultation/review_contract",
        "collective-consultation/vote", "inquiry/file", "inquiry/findings_changed", "work-plan-item/decide",
        "work-plan-item/postpone",
    ],
)  # fmt: skip
needs(
    "measures.governance",
    parameter=[
        "feed.max_order_minutes", "pay.floor_basis", "pay.hourly_floor", "work.break_minutes", "work.continuous_basis",
        "work.continuous_minutes", "work.daily_basis", "work.daily_minutes",
    ],
)  # fmt: skip

sample("procedure", "work-plan-item", {"lead": "交通运输", "others": "市场监管、工会", "indicator": "开放的服务点个数"})
