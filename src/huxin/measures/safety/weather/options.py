"""What can be chosen in a weather order, in words."""

from __future__ import annotations

from typing import Final

from huxin.casework.service import city_pack

PROCEDURE: Final = "weather-order"
ADVICE: Final = "weather-advice"
"""Measures that rest on no law and no adopted document: nothing to acknowledge and nothing to review."""
BOTH: Final = (PROCEDURE, ADVICE)


def say_option(field: str, value: str, language: str = "zh") -> str:
    """The word of the order's form for a code; the code where the form has none."""
    for step in city_pack().procedures[PROCEDURE].form:
        for one in step.fields:
            if one.name == field:
                return next((option.label[language] for option in one.options if option.value == value), value)
    return value
