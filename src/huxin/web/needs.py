"""What the pages that belong to no measure take from a pack."""

from huxin.law.pack.needs import OFFERED, needs

needs(
    "web",
    given=OFFERED,
    item=["cover-regime", "social-insurance-subsidy"],
    procedure=["inquiry", "safety-duty"],
    sheet=["agreements", "engagements", "safety-riders", "single-line-leave", "single-line-roster"],
)
needs("web", act=["publicity-campaign/count"])
