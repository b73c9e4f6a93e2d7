"""Letters as samples 样张: every letter of a pack with made-up answers, so that a pack is looked at before it is used.

Nobody's data and no service is needed.  What is set says on every page that it is a sample.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from huxin.casework.outbox.letters.typeset import layout, template_text, typeset
from huxin.casework.outbox.letters.wording import chosen, cited, cited_en, figures, in_words, route_words, sums
from huxin.law import InputError, Pack, PackError, pack_folders
from huxin.law.errors import nearest
from huxin.law.evaluation.lookups import PackLookups
from huxin.law.pack.letters import APPLICANT
from huxin.law.pack.needs import sample_of
from huxin.law.procedures import COMPUTED, SIDE, Procedure
from huxin.law.procedures.fields import holds
from huxin.law.procedures.model import Route
from huxin.law.procedures.remedies import open_routes
from huxin.law.procedures.samples import NOWHERE, answer, payload_of, variants
from huxin.law.values import Unknown

DAY: Final = date(2026, 3, 2)
"""The day on which the sample case was filed."""
_COMPANY: Final = "某某配送有限公司"
PERSON: Final = {
    "side": "applicant", "kind": "natural", "name": "某某某", "sex": "女", "born": "1990年3月7日", "age": "35",
    "label": "身份证号", "number": "330304**********0020", "seat": "", "head": "",
}  # fmt: skip
UNIT: Final = {
    "side": "respondent", "kind": "unit", "name": _COMPANY, "sex": "", "born": "", "age": "",
    "label": "统一社会信用代码", "number": "91000000MA0000000N", "seat": "某市某区某路 1 号", "head": "",
}  # fmt: skip
_OF_THE_PLACE: Final = ("county", "office", "title", "addressee")
"""What a child of a pack says otherwise without setting another letter."""
_AT: Final = re.compile(r"typ:(\d+):(\d+)")


@dataclass(frozen=True)
class LetterSample:
    """One way in which a letter is set; ``of``: the procedure and the act that ask for it, or "" for another paper."""

    letter: str
    of: str
    data: Mapping[str, Any]


def said_by(
    one: Procedure, act: str, fixed: Mapping[str, Any], *, whole: bool, county: str = NOWHERE
) -> dict[str, Any]:
    """The answers of an act as casework keeps them: it fills in to whom the act is directed, where it must, and
    what the program works out."""
    fields = one.fields_of(act)
    named = {field.name: _COMPANY for field in fields if field.source == SIDE and (whole or field.required)}
    computed = {field.name: answer(field, DAY, county) for field in fields if field.source == COMPUTED}
    return payload_of(fields, DAY, {**computed, **named, **fixed}, whole=whole, county=county)


def county_of(pack: Pack) -> str:
    """The first division of a pack; the code of no place where it has none."""
    return next(iter(pack.divisions), NOWHERE)


def sample_data(pack: Pack, one: Procedure, letter: str, payload: Mapping[str, Any], act: str = "") -> dict[str, Any]:
    """What casework hands to a template, with typical people and places."""
    county = county_of(pack)
    acts = (act,) if act else [name for name, spec in one.acts.items() if letter in spec.letters]
    asked = {field.name: field for name in acts for field in one.fields_of(name)}
    form = {field.name: field for field in one.fields_of("file")} if "file" in one.acts else {}
    answers = payload_of(one.fields_of("file"), DAY, {}) if form else {}
    shown = pack.letters.get(letter)
    own = shown is not None and shown.issuer == APPLICANT
    handling = _body_name(pack, one.issuer or one.department)
    body = _body_name(pack, shown.issuer) if shown is not None and shown.issuer and not own else handling
    return {
        "title": _title(pack, one, letter, payload),
        "no": "2026-000000",
        "number": "某人社样字〔2026〕1号",
        "name": "某某某",
        "addressee": _addressee(one, shown.to if shown is not None else "applicant", county),
        "role": "applicant",
        "procedure": one.label["zh"],
        "procedure_id": one.id,
        **figures(one, lambda name: _number(pack, name)),
        "filed_on": "2026年3月2日",
        "day": "2026年3月9日",
        "office": "某某某" if own else body,
        "own": own,
        "authority": handling,
        "papers": [["证据材料", "2"]],
        "parties": _parties(one, answers),
        "concerned": {**PERSON, "side": "concerned"} if one.concerns is not None else None,
        "unit": UNIT if "company" in answers else None,
        "payload": {name: in_words(asked.get(name), value) for name, value in payload.items()},
        "labels": {name: chosen(one, payload.get(name)) for name, one in asked.items() if one.options},
        "sums": sums(asked.values(), payload),
        "plain": _plain(pack, letter, payload),
        "served": {"title": "某文书", "number": "某字〔2026〕1号", "to": _COMPANY},
        "answers": {name: in_words(form.get(name), value) for name, value in answers.items()},
        "chosen": {name: chosen(form[name], value) for name, value in answers.items() if form[name].options},
        "due": "2026年4月16日",
        "due_on": "2026-04-16",
        "due_proposed": False,
        "appeal": _appeal(pack, one, acts[0] if acts else "", {**answers, **payload}),
        "measure": dict(sample_of("procedure", one.id)),
        "demo": False,
        "preview": False,
        "sample": True,
        "county": pack.divisions[county].label["zh"] if county in pack.divisions else "某县",
    }


def _addressee(one: Procedure, to: str, county: str) -> dict[str, str] | None:
    """The first line as casework writes it for whom a letter declares: nobody by name where everybody reads it."""
    if to == "public":
        return None
    if to == "office":
        return {"name": "某某单位", "label": "", "number": ""}
    if to in ("respondent", "party") or "worker" not in one.applicants:
        return {name: UNIT[name] for name in ("name", "label", "number")}
    return {"name": PERSON["name"], "label": PERSON["label"], "number": f"{county[:4]}**********0021"}


def _body_name(pack: Pack, body: str | None) -> str:
    agency = pack.agencies.get(body or "")
    return agency.label["zh"] if agency is not None else "经办单位"


def _number(pack: Pack, name: str) -> Any:
    """A number of the pack as it stood on the day of the sample; None where it had none."""
    found = PackLookups(pack, {}, {}, ()).parameter(name, DAY, None)
    return None if isinstance(found, Unknown) else found


def _title(pack: Pack, one: Procedure, letter: str, payload: Mapping[str, Any]) -> str:
    found = pack.letters.get(letter)
    if found is None:
        return letter
    said = (str(payload.get("outcome", "")), one.id)
    return next((found.titles[name] for name in said if name in found.titles), found.title)["zh"]


def _plain(pack: Pack, letter: str, payload: Mapping[str, Any]) -> str:
    words = pack.letters[letter].plain if letter in pack.letters else ()
    return next((one.text["zh"] for one in words if holds(one.when, payload)), "")


def _parties(one: Procedure, answers: Mapping[str, Any]) -> list[Mapping[str, str]]:
    """The applicant, where it is no office, and each other side that the procedure knows."""
    found = [PERSON] if {"worker", "kin"} & {*one.applicants} else []
    seat = {"seat": str(answers.get("company_address", "")), "head": str(answers.get("company_head", ""))}
    return [*found, *({**UNIT, **seat, "side": name} for name in one.sides if name != "applicant")]


def _appeal(pack: Pack, one: Procedure, act: str, answers: Mapping[str, Any]) -> dict[str, Any] | None:
    routes = open_routes(one, act, answers)
    if one.appeal is None or not routes:
        return None
    rows = [
        route_words(
            route,
            cited(pack, route.source),
            _body(pack, route),
            answers,
            (cited_en(pack, route.source), _body(pack, route, "en")),
        )
        for route in routes
    ]
    return {"text": one.appeal.text["zh"], "routes": rows}


def _body(pack: Pack, route: Route, language: str = "zh") -> str:
    body, division = pack.agencies.get(route.body or ""), pack.divisions.get(county_of(pack))
    if body is None:
        return route.to[language]
    name = (body.county_office or body.label)[language]
    return name.format(county=division.label[language]) if division is not None else body.label[language]


def samples(pack: Pack, *, papers: Iterable[str] = ()) -> Iterator[LetterSample]:
    """Every letter in each way to do each act that asks for it, with all answers and with the fewest.

    ``papers``: the papers that no act asks for and the code sets by name.
    """
    for one in pack.procedures.values():
        for act in one.acts.values():
            for variant in variants(one, act) if act.letters else ():
                for whole in (True, False):
                    payload = said_by(one, act.id, variant.fixed, whole=whole)
                    for letter in act.letters:
                        data = sample_data(pack, one, letter, payload, act.id)
                        yield LetterSample(letter, f"{one.id}/{act.id}", data)
    for letter in papers:
        told = sample_of("letter", letter)
        if told:
            base = {
                "no": "2026-000000",
                "number": "",
                "name": "某某某",
                "office": "经办单位",
                "day": "2026年3月9日",
                "demo": False,
            }
            yield LetterSample(letter, "", {**base, "preview": False, "sample": True, **told})


def sample_pdf(pack: Pack, letter: str, *, papers: Iterable[str] = ()) -> bytes:
    """One sample of a letter, with all answers.  Raises InputError for a letter that the pack does not set."""
    found = {one.letter: one for one in reversed(list(samples(pack, papers=papers)))}
    if letter not in found:
        raise InputError("letter", "TEMPLATE", letter, f"a letter of {pack.id}", nearest(letter, found))
    return _set(pack, found[letter])


def sample_faults(pack: Pack, *, papers: Iterable[str] = (), done: set[tuple[str, str]]) -> Iterator[PackError]:
    """A fault, with file, line and column, for each letter of a pack that cannot be set, one a letter.

    ``done``: what was set before, by text and data; a chain of packs sets each letter once.
    """
    bad: set[str] = set()
    for one in samples(pack, papers=papers):
        try:
            data = {name: value for name, value in one.data.items() if name not in _OF_THE_PLACE}
            key = (template_text(pack, one.letter), json.dumps(data, ensure_ascii=False, sort_keys=True))
            if one.letter in bad or key in done:
                continue
            done.add(key)
            _set(pack, one)
        except PackError as error:
            bad.add(one.letter)
            yield error
        except InputError:  # no text, or words that it may not use: told by the check of the files already
            bad.add(one.letter)


def _set(pack: Pack, one: LetterSample) -> bytes:
    """The sample as PDF.  Raises PackError where Typst cannot set it or warns."""
    try:
        return typeset(pack, one.letter, one.data)
    except RuntimeError as error:
        place = _AT.search(str(getattr(error, "diagnostic", "")))
        line, column = (int(place[1]) - layout().count("\n"), int(place[2])) if place else (1, 1)
        asked = f" for {one.of}" if one.of else ""
        hint = "The data of a letter are in docs/en/procedures.md; try it with 'huxin pack letter'."
        wanted = f"a letter that can be set{asked}"
        raise PackError(f"{_file(pack, one.letter)}:{max(line, 1)}:{column}", error, wanted, hint) from None


def _file(pack: Pack, letter: str) -> str:
    folders = pack_folders()
    member = next(one for one in reversed(pack.chain) if (folders[one] / "letters" / f"{letter}.typ").exists())
    return f"{member}/letters/{letter}.typ"
