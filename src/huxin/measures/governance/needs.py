"""What findings and figures take from a pack."""

from huxin.law.pack.needs import OFFERED, needs

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
needs("measures.governance", act=["inquiry/file", "inquiry/findings_changed"])
