"""What a letter says: the same data for the PDF, its preview and the tests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping
from typing import Any

from django.conf import settings

from huxin.casework.case.dossier import Dossier, Step
from huxin.casework.case.hooks import measure_of
from huxin.casework.case.visibility import UNNAMED, masked_answer, standing
from huxin.casework.law.city import number_of_city, office_label
from huxin.casework.outbox.letters.issuers import authority_name, issuer_name, issuer_of
from huxin.casework.outbox.letters.numbers import number_of
from huxin.casework.outbox.letters.parties import concerned, parties, unit_concerned
from huxin.casework.outbox.letters.readers import by_office, letter_of, may_name
from huxin.casework.outbox.letters.titles import title_of, variant_of
from huxin.casework.outbox.letters.wording import chosen, cited, cited_en, figures, in_words, route_words, sums, written
from huxin.law.clocks import ClockState
from huxin.law.clocks.reading import makers_of
from huxin.law.dates import day_of
from huxin.law.pack.letters import APPLICANT
from huxin.law.procedures import Field, holds
from huxin.law.procedures.basics import Route, Text2
from huxin.law.procedures.remedies import open_routes
from huxin.people.service import Person, details_of, is_office, masked


def letter_data(
    dossier: Dossier, step: Step, template: str, addressee: Person | None, *, preview: bool = False
) -> dict[str, Any]:
    """The data of one letter for one addressee, in Chinese, JSON throughout.

    An identity number is masked, names are not; ``role`` says what the addressee is to the case: who applied
    (``applicant``), the other side (``side``), or somebody in a case that an office itself filed (``case``).
    ``name`` is the applicant's, or the word for one who is not named to this addressee; such a copy does not say
    either on which day it was filed.
    """
    case, pack = dossier.case, dossier.pack
    measure = measure_of(case.procedure)
    clock = dossier.clocks(day_of(step.at)).next_due
    own = addressee is not None and addressee.id == case.applicant_id
    told = own or may_name(dossier, template, addressee)
    letter = letter_of(dossier, template)
    hidden = {
        one.name for one in dossier.procedure.fields_of(step.act) if one.personal and one.name not in letter.personal
    }
    open_answers = _answers(dossier, letter.personal, told=told)
    return {
        "title": title_of(template, variant_of(dossier, step, template)),
        "no": case.no,
        "number": number_of(dossier, step, template),
        "addressee": _addressee(dossier, step, addressee, letter.to),
        "role": "case" if by_office(dossier) else "applicant" if own else "side",
        "name": details_of(case.applicant).name if told else UNNAMED[standing(dossier)],
        "procedure": dossier.procedure.label["zh"],
        "procedure_id": dossier.procedure.id,
        **figures(dossier.procedure, lambda name: number_of_city(name, day_of(step.at))),
        "filed_on": written(day_of(case.filed_at)) if told or by_office(dossier) else "",
        "day": written(day_of(step.at)),
        "office": issuer_name(dossier, template),
        "own": issuer_of(dossier, template) == APPLICANT,
        "authority": authority_name(dossier),
        "parties": list(parties(dossier, step, template, addressee)),
        "concerned": concerned(dossier, step, template, addressee),
        "unit": unit_concerned(dossier, step, template, addressee),
        "payload": answers_in_words(dossier, step.act, {k: v for k, v in step.payload.items() if k not in hidden}),
        "papers": _papers(dossier, step),
        "labels": chosen_in_words(dossier, step),
        "sums": sums(dossier.procedure.fields_of(step.act), step.payload),
        "served": served_paper(dossier, step) if step.act == "serve" else None,
        "answers": answers_in_words(dossier, "file", open_answers),
        "chosen": _chosen(dossier.procedure.fields_of("file"), open_answers),
        "due": _due(clock),
        "due_on": clock.due.isoformat() if clock is not None and clock.due is not None else "",
        "due_proposed": clock is not None and clock.proposed,
        "appeal": _appeal(dossier, step),
        "measure": dict(measure.letter(dossier, step.seq))
        if measure is not None and measure.letter is not None
        else {},
        "demo": settings.DEMO,
        "preview": preview,
        "plain": plain_words(dossier, step, template)["zh"],
        "check": None,
        "county": pack.divisions[case.county].label["zh"],
    }


def _due(clock: ClockState | None) -> str | None:
    """By when the paper says that it is answered, and whether the city has fixed that length."""
    if clock is None or clock.due is None:
        return None
    return written(clock.due) + ("（办理期限按建议值）" if clock.proposed else "")


def _addressee(dossier: Dossier, step: Step, person: Person | None, to: str) -> dict[str, str] | None:
    """``{"name", "label", "number"}`` of the first line; None for a paper that is addressed to nobody by name."""
    if person is None:
        other = str(dossier.unhidden.answers.get("company") or "") if to == "respondent" else ""
        name = "" if to == "public" else str(step.payload.get("to") or other)
        return {"name": name, "label": "", "number": ""} if name else None
    details = details_of(person)
    if person.kind == "natural":
        return {"name": details.name, "label": "身份证号", "number": masked(details)["id_number"]}
    if is_office(person):
        return {"name": details.name, "label": "", "number": ""}
    return {"name": details.name, "label": "统一社会信用代码", "number": details.id_number}


def answers_in_words(dossier: Dossier, act: str, said: Mapping[str, Any]) -> dict[str, str]:
    """Answers as a letter may print them: numbers of people masked, whatever the template asks for; days in words."""
    asked = {one.name: one for one in dossier.procedure.fields_of(act)}
    return {name: in_words(asked.get(name), masked_answer(asked.get(name), value)) for name, value in said.items()}


def _papers(dossier: Dossier, step: Step) -> list[list[str]]:
    """The papers that came with an act, by name and number of sheets, for the list of enclosures 附件."""
    asked = {one.id: one.label["zh"] for one in dossier.procedure.evidence}
    kinds = Counter(str(one["kind"]) for one in step.evidence)
    return [[asked.get(kind, kind), str(count)] for kind, count in kinds.items()]


def chosen_in_words(dossier: Dossier, step: Step) -> dict[str, str]:
    """What the chosen answers of an act mean, in Chinese."""
    return _chosen([one for one in dossier.procedure.fields_of(step.act) if not one.personal], step.payload)


def _chosen(fields: Iterable[Field], said: Mapping[str, Any]) -> dict[str, str]:
    """The chosen ones among some answers, by their words."""
    return {one.name: chosen(one, said[one.name]) for one in fields if one.options and said.get(one.name)}


def plain_words(dossier: Dossier, step: Step, template: str) -> Text2:
    """What a letter means in plain words, as the pack says for what was decided; empty where it says nothing."""
    found = (one.text for one in letter_of(dossier, template).plain if holds(one.when, step.payload))
    return next(found, {"zh": "", "en": ""})


def served_paper(dossier: Dossier, step: Step) -> dict[str, str]:
    """``{"title", "number", "to"}`` of the paper that an act served: as the register has it, else as the act says."""
    said = step.payload.get("document")
    makers = makers_of(dossier.procedure, said)
    acts = dossier.procedure.acts
    asked = next((one for one in acts[step.act].payload if one.name == "document"), None)
    option = chosen(asked, said) if asked is not None and asked.options else ""
    before = [one for one in dossier.steps if one.seq < step.seq and one.act != "serve" and acts[one.act].letters]
    made = next((one for one in reversed(before) if one.act in makers or (not makers and not option)), None)
    template = next(iter(acts[made.act].letters), None) if made is not None else None
    to = str(step.payload.get("to") or "")
    if made is None or template is None:
        return {"title": option or str(said or ""), "number": "", "to": to}
    title = title_of(template, variant_of(dossier, made, template))
    return {"title": title, "number": number_of(dossier, made, template), "to": to}


def _answers(dossier: Dossier, whole: Container[str], *, told: bool) -> Mapping[str, Any]:
    """What the form says and a letter may use: nothing personal but ``whole``, and nothing of who is not named."""
    if not told and not by_office(dossier):
        return {}
    open_ones = {one.name for one in dossier.procedure.fields_of("file") if not one.personal or one.name in whole}
    return {name: value for name, value in dossier.answers.items() if name in open_ones}


def office_name(dossier: Dossier, language: str = "zh") -> str:
    """The office that handles the case."""
    return office_label(dossier.case.department, dossier.case.county, language)


def _appeal(dossier: Dossier, step: Step) -> Mapping[str, Any] | None:
    """The ways that are open against what this act decided, each with its body by name and its last day if known."""
    said = {name: value for one in dossier.unhidden.steps[: step.seq] for name, value in one.payload.items()}
    routes = open_routes(dossier.procedure, step.act, {**said, **step.payload})
    if dossier.procedure.appeal is None or not routes:
        return None
    rows = [
        route_words(
            one,
            cited(dossier.pack, one.source),
            _body(dossier, one),
            said,
            (cited_en(dossier.pack, one.source), _body(dossier, one, "en")),
        )
        for one in routes
    ]
    return {"text": dossier.procedure.appeal.text["zh"], "routes": rows}


def _body(dossier: Dossier, route: Route, language: str = "zh") -> str:
    known = route.body is not None and route.body in dossier.pack.agencies
    return office_label(route.body or "", dossier.case.county, language) if known else route.to[language]
