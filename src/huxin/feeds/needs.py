"""What the intake of order records takes from a pack."""

from huxin.law.pack.needs import needs

needs(
    "feeds",
    parameter=[
        "feed.coordinate_days", "feed.coordinate_grid", "feed.lake_days", "feed.late_hours", "feed.legal_basis",
        "feed.raw_days",
    ],
)  # fmt: skip
