"""What injury cover takes from a pack."""

from huxin.law.pack.needs import OFFERED, needs

needs(
    "measures.insurance",
    given=OFFERED,
    item=["cover-regime", "single-line-premium"],
    procedure=["single-line-enrolment"],
    reading=["single_line_leave"],
    sheet=["single-line-leave", "single-line-roster"],
)
needs("measures.insurance", act=["single-line-enrolment/accept"])
needs(
    "measures.insurance",
    given=OFFERED,
    agency=["medical_insurance"],
    procedure=["flexible-insurance-joining"],
)
