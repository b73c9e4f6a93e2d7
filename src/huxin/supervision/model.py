"""The words of the contract: columns of the records that come in, of the findings that go out, and the detectors.

Times are int64 milliseconds since 1970-01-01 UTC, money is int64 fen, days are counted from 1970-01-01 in China.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

Kind = Literal["text", "int", "double", "list", "time", "moment"]
"""What a column holds.  A ``time`` before 1970 or after 2099 is no time and reads as null.

A ``moment`` is a time or a whole day: a day stands for its midnight in China.
"""


@dataclass(frozen=True)
class Column:
    """A column of an input record; without a required one a file cannot be read."""

    name: str
    kind: Kind
    required: bool = False


def _columns(required: str, **optional: str) -> tuple[Column, ...]:
    """``required`` is a list of ``name:kind``; the rest are kinds with their optional names."""
    must = [Column(*_split(part), required=True) for part in required.split()]
    return (*must, *(Column(name, kind) for kind, names in optional.items() for name in names.split()))  # type: ignore[arg-type]


def _split(part: str) -> tuple[str, Kind]:
    name, _, kind = part.partition(":")
    return name, kind  # type: ignore[return-value]


ORDERS: Final = _columns(
    "order_id:text company_id:text worker_id:text trade:text accepted_at:time status:text",
    text="worker_id_kind county dispatch_mode crs penalty_reason cover_no",
    time="recorded_at started_at picked_up_at completed_at cancelled_at promised_at extended_to",
    int="distance_m worker_pay_fen tip_fen customer_paid_fen penalty_fen",
    double="start_lng start_lat end_lng end_lat",
)
ONCALL: Final = _columns(
    "company_id:text worker_id:text online_at:time offline_at:time",
    text="worker_id_kind",
)
WARNINGS: Final = _columns(
    "id:text type:text colour:text county:text effective_at:time expires_at:time",
    time="cancelled_at",
    list="supersedes",
)
COVER: Final = _columns(
    "company_id:text worker_id:text kind:text from:moment",
    moment="to",
    text="worker_id_kind",
)

LANDED: Final = (Column("landed_at", "time"), Column("row_digest", "text"))
"""What the lake adds to every record: when it arrived, and the digest of the row as it was sent.

In a record that landed, worker_id is the worker's key already.
"""

TRADES: Final = (
    "courier",
    "takeaway",
    "instant_delivery",
    "ride_hailing",
    "designated_driver",
    "city_freight",
    "long_haul",
)
REGIMES: Final = ("B", "C")

SEVERITY: Final = {
    "law": "case",
    "judicial": "case",
    "binding": "rectify",
    "guideline": "consultation",
    "agreement": "consultation",
    "case": "consultation",
    "voluntary": "notice",
    "draft": "notice",
    "proposal": "notice",
}
"""What may follow, by the status of the source.  Never more: a breach of a guideline leads to talks, not to a case."""
STRENGTH: Final = ("notice", "consultation", "rectify", "case")

DAY_MS: Final = 86_400_000
HOUR_MS: Final = 3_600_000
MINUTE_MS: Final = 60_000
SHANGHAI_MS: Final = 28_800_000


@dataclass(frozen=True)
class Detector:
    """One thing to look for.

    ``numbers`` names the parameters that become numbers of the SQL text, as name in SQL → (parameter, factor);
    ``basis`` the table of sources; ``cells`` further tables; ``needs`` a file without which it is not run.
    ``stages`` are SQL texts that run before its own; ``shown`` are columns of the finding that its evidence repeats.
    """

    name: str
    basis: str
    numbers: dict[str, tuple[str, int]] = field(default_factory=dict)
    cells: tuple[str, ...] = ()
    needs: str | None = None
    monthly: bool = False
    stages: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()


_WEATHER: Final = {"notice_ms": ("weather.notice_minutes", MINUTE_MS)}
_MEASURES: Final = ("weather.stop", "weather.extend_minutes", "weather.distance_cap", "weather.in_hand_cap")

DETECTORS: Final = {
    one.name: one
    for one in (
        Detector(
            "continuous_work",
            "work.continuous_basis",
            {
                "limit_ms": ("work.continuous_minutes", MINUTE_MS),
                "break_ms": ("work.break_minutes", MINUTE_MS),
            },
            shown=("companies", "ended_at", "order_ids"),
        ),
        Detector(
            "daily_hours",
            "work.daily_basis",
            {"limit_ms": ("work.daily_minutes", MINUTE_MS)},
            shown=("companies",),
        ),
        Detector("weather_dispatch", "weather.basis", _WEATHER, _MEASURES, needs="warnings"),
        Detector("weather_limit", "weather.basis", _WEATHER, _MEASURES, needs="warnings"),
        Detector("weather_extension", "weather.basis", _WEATHER, _MEASURES, needs="warnings"),
        Detector(
            "pay_floor_worker", "pay.floor_basis", cells=("pay.hourly_floor",), monthly=True, stages=("paid_time",)
        ),
        Detector(
            "pay_floor_company",
            "pay.floor_basis",
            {"longest_online_ms": ("feed.longest_online_minutes", MINUTE_MS)},
            ("pay.hourly_floor",),
            needs="oncall",
            monthly=True,
            stages=("paid_time",),
        ),
        Detector("cover_gap", "cover.basis", cells=("cover.regime",), stages=("cover_state",)),
        Detector("penalised_late", "penalty.late_basis"),
        Detector("infeasible_promise", "speed.basis", cells=("speed.limit_kmh",)),
        Detector(
            "feed_quality",
            "feed.basis",
            {
                "implausible_orders": ("feed.implausible_orders", 1),
                "stable_key_orders": ("feed.stable_key_orders", 1),
                "lookback_days": ("feed.lookback_days", 1),
                "least_days": ("feed.least_days", 1),
                "least_orders": ("feed.least_orders", 1),
                "collapse_percent": ("feed.collapse_percent", 1),
            },
            stages=("volumes",),
        ),
    )
}

FINDING: Final = (
    ("finding_id", "VARCHAR"),
    ("detector", "VARCHAR"),
    ("clause", "VARCHAR"),
    ("status_of_source", "VARCHAR"),
    ("severity", "VARCHAR"),
    ("certainty", "VARCHAR"),
    ("uncertain_parameters", "VARCHAR[]"),
    ("worker_key", "VARCHAR"),
    ("company_id", "VARCHAR"),
    ("county", "VARCHAR"),
    ("started_at", "BIGINT"),
    ("ended_at", "BIGINT"),
    ("measure", "DOUBLE"),
    ("threshold", "DOUBLE"),
    ("unit", "VARCHAR"),
    ("order_ids", "VARCHAR[]"),
    ("evidence", "VARCHAR"),
    ("rule_hash", "VARCHAR"),
    ("pack_hash", "VARCHAR"),
)
"""The columns of a findings file, in order."""
