"""How labels of rows are told together."""

from __future__ import annotations

from huxin.law.dates import month_spans


def test_neighbouring_months_are_joined() -> None:
    assert month_spans(["2025-02", "2025-01", "2025-04"]) == "2025-01 至 2025-02、2025-04"
    assert month_spans(["2025-12", "2026-01"], ", ", " to ") == "2025-12 to 2026-01"


def test_labels_that_are_no_months_stand_by_themselves() -> None:
    assert month_spans(["2026-11-10", "2026-12-10"]) == "2026-11-10、2026-12-10"
    assert month_spans(["2026-11", "deposit"]) == "2026-11、deposit"
