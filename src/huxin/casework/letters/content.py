"""What a letter says: the same data for the PDF, its preview and the tests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings

from huxin.casework.dossier import Dossier, Step
from huxin.casework.measures import measure_of
from huxin.casework.pack import city_pack, office_label
from huxin.law.dates import day_of
from huxin.registry.service import details_of, masked

_UNITS = {"days": "日", "months": "个月"}


def letter_data(dossier: Dossier, step: Step, template: str, *, preview: bool = False) -> dict[str, Any]:
    """The data of one letter, in Chinese, JSON throughout.  The identity number is masked, the name is not."""
    case, pack = dossier.case, dossier.pack
    details = details_of(case.applicant)
    measure = measure_of(case.procedure)
    clock = dossier.clocks(day_of(step.at)).next_due
    return {
        "title": letter_title(template),
        "no": case.no,
        "name": details.name,
        "id_number": masked(details)["id_number"],
        "procedure": dossier.procedure.label["zh"],
        "filed_on": written(day_of(case.filed_at)),
        "day": written(day_of(step.at)),
        "office": office_name(dossier),
        "payload": {name: str(value) for name, value in step.payload.items()},
        "answers": {name: str(value) for name, value in dossier.answers.items()},
        "due": written(clock.due) if clock is not None and clock.due is not None else None,
        "appeal": _appeal(dossier),
        "measure": dict(measure.letter(dossier, step.seq)) if measure is not None else {},
        "demo": settings.DEMO,
        "preview": preview,
        "county": pack.divisions[case.county].label["zh"],
    }


def letter_title(template: str, language: str = "zh") -> str:
    """The title of a letter, as the pack names it."""
    letter = city_pack().letters.get(template)
    return letter.title[language] if letter is not None else template


def written(day: date) -> str:
    """``2026年2月10日``."""
    return f"{day.year}年{day.month}月{day.day}日"


def office_name(dossier: Dossier, language: str = "zh") -> str:
    """The office that handles the case."""
    return office_label(dossier.case.department, dossier.case.county, language)


def _appeal(dossier: Dossier) -> Mapping[str, Any] | None:
    appeal = dossier.procedure.appeal
    if appeal is None:
        return None
    return {
        "text": appeal.text["zh"],
        "routes": [
            {
                "label": route.label["zh"],
                "to": route.to["zh"],
                "length": f"{route.length} {_UNITS[route.unit]}",
                "source": dossier.pack.cite(route.source),
            }
            for route in appeal.routes
        ],
    }
