"""What the roof may use of the room of safety."""

from huxin.core.service import MOST_TRIES
from huxin.measures.safety.ledger import CHECK, DUTY, DutyRow, Ledger, ledger_of
from huxin.measures.safety.models import Message
from huxin.measures.safety.rules.compare import SentencePair, compare
from huxin.measures.safety.rules.flags import Flag, flags
from huxin.measures.safety.rules.texts import text_of_case, text_of_pdf
from huxin.measures.safety.rules.versions import PROCEDURE as RULE_FILING
from huxin.measures.safety.rules.versions import Version, earlier, reader, versions
from huxin.measures.safety.weather.answers import answer, see, waiting
from huxin.measures.safety.weather.board import OrderSheet, Served, orders_for, sheet_of, warnings_now
from huxin.measures.safety.weather.demands import DemandedMeasures, demand, policy_rows
from huxin.measures.safety.weather.drafting import records, sync
from huxin.measures.safety.weather.exporting import write_records
from huxin.measures.safety.weather.options import PROCEDURE as WEATHER_ORDER
from huxin.measures.safety.weather.options import say_option
from huxin.measures.safety.weather.standing import OrderStanding, county_words, in_force, standing_of
from huxin.measures.safety.weather.taking import TakenMessages, take
from huxin.measures.safety.weather.webhooks import (
    deliveries_of,
    public_key,
    set_webhook,
    sign,
    webhook_of,
)

__all__ = [
    "CHECK",
    "DUTY",
    "MOST_TRIES",
    "RULE_FILING",
    "WEATHER_ORDER",
    "DemandedMeasures",
    "DutyRow",
    "Flag",
    "Ledger",
    "Message",
    "OrderSheet",
    "OrderStanding",
    "SentencePair",
    "Served",
    "TakenMessages",
    "Version",
    "answer",
    "compare",
    "county_words",
    "deliveries_of",
    "demand",
    "earlier",
    "flags",
    "in_force",
    "ledger_of",
    "orders_for",
    "policy_rows",
    "public_key",
    "reader",
    "records",
    "say_option",
    "see",
    "set_webhook",
    "sheet_of",
    "sign",
    "standing_of",
    "sync",
    "take",
    "text_of_case",
    "text_of_pdf",
    "versions",
    "waiting",
    "warnings_now",
    "webhook_of",
    "write_records",
]
