"""What the roof may use of the room of governance."""

from huxin.measures.governance.figures.adding import add_up
from huxin.measures.governance.figures.reading import DayFigures, Overview, newest_day, overview
from huxin.measures.governance.figures.weather import Span, WeatherWeek, weeks
from huxin.measures.governance.findings.asking import (
    alike,
    askable,
    asks,
    inquiry_answers,
)
from huxin.measures.governance.findings.judging import dismiss
from huxin.measures.governance.findings.keeping import KeptFindings, keep
from huxin.measures.governance.findings.keys import pseudonym_key, worker_key_of
from huxin.measures.governance.findings.nightly import Ran, unscanned
from huxin.measures.governance.findings.nightly import run as run_nightly
from huxin.measures.governance.findings.seeing import (
    NOWHERE,
    SEES_FINDINGS,
    Filter,
    OwnPart,
    facets,
    history_of,
    of_order,
    of_worker,
    own_parts,
    page_of,
    proofs,
    visible,
    weather_findings,
)
from huxin.measures.governance.findings.words import (
    detector_words,
    measured,
    number,
    privacy_of,
    severity_words,
    unit_words,
)
from huxin.measures.governance.models import Change, Finding

__all__ = [
    "NOWHERE",
    "SEES_FINDINGS",
    "Change",
    "DayFigures",
    "Filter",
    "Finding",
    "KeptFindings",
    "Overview",
    "OwnPart",
    "Ran",
    "Span",
    "WeatherWeek",
    "add_up",
    "alike",
    "askable",
    "asks",
    "detector_words",
    "dismiss",
    "facets",
    "history_of",
    "inquiry_answers",
    "keep",
    "measured",
    "newest_day",
    "number",
    "of_order",
    "of_worker",
    "overview",
    "own_parts",
    "page_of",
    "privacy_of",
    "proofs",
    "pseudonym_key",
    "run_nightly",
    "severity_words",
    "unit_words",
    "unscanned",
    "visible",
    "weather_findings",
    "weeks",
    "worker_key_of",
]
