"""What severe weather, ledgers and platforms' rules take from a pack."""

from huxin.law.pack.needs import OFFERED, needs

needs("measures.safety", agency=["emergency", "hrss", "union"])
needs(
    "measures.safety",
    given=OFFERED,
    procedure=[
        "accident-report", "hazard-report", "rule-filing", "safety-duty", "safety-self-check", "weather-advice",
        "weather-order",
    ],
    sheet=["safety-riders"],
)  # fmt: skip
needs(
    "measures.safety",
    given="weather-order",
    parameter=[
        "weather.basis", "weather.colour_words", "weather.distance_cap", "weather.event_types",
        "weather.extend_minutes", "weather.in_hand_cap", "weather.law", "weather.notice_minutes", "weather.stop",
    ],
)  # fmt: skip
needs(
    "measures.safety", given="rule-filing", parameter=["rules.flag_patterns", "rules.flag_words", "rules.flag_words_en"]
)
needs(
    "measures.safety",
    act=[
        "hazard-report/refuse_danger", "safety-duty/file", "safety-duty/decide", "safety-duty/rectify",
        "safety-duty/renew", "safety-duty/report_done", "weather-advice/decide", "weather-advice/issue",
        "weather-advice/withdraw", "weather-order/acknowledge", "weather-order/decide", "weather-order/issue",
        "weather-order/serve", "weather-order/withdraw",
    ],
)  # fmt: skip
