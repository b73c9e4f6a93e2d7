"""What the supervision of order records takes from a pack.  A detector without its values stands idle and says so."""

from huxin.law.pack.needs import OFFERED, needs

needs(
    "supervision",
    parameter=[
        "feed.earliest_day", "feed.future_minutes", "feed.late_hours", "feed.longest_line",
        "feed.longest_online_minutes", "feed.max_order_minutes", "work.break_minutes", "work.continuous_minutes",
    ],
)  # fmt: skip
needs(
    "supervision",
    given=OFFERED,
    item=["cover-regime"],
    parameter=[
        "cover.basis", "cover.regime", "cover.regime_c_from", "cover.regime_c_trade", "feed.basis", "feed.bounds",
        "feed.collapse_percent", "feed.implausible_orders", "feed.least_days", "feed.least_orders",
        "feed.lookback_days", "feed.stable_key_orders",
        "figures.least_workers", "pay.floor_basis", "pay.hourly_floor", "penalty.late_basis",
        "places.hub_metres", "places.idle_least_minutes", "places.idle_most_minutes", "places.weather_weight",
        "speed.basis", "speed.limit_kmh", "weather.basis", "weather.distance_cap", "weather.extend_minutes",
        "weather.in_hand_cap", "weather.notice_minutes", "weather.stop", "work.continuous_basis", "work.daily_basis",
        "work.daily_minutes",
    ],
)  # fmt: skip
