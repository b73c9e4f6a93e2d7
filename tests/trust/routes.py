"""Every route of the product, written by hand: what it answers, to which methods, and on which things it works.

A route that is not here fails the matrix, and so does one that is here and is gone.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from huxin.casework.service import QUEUES, city_pack, view_case
from huxin.law.procedures import allowed
from tests.support import PROCEDURE
from tests.trust.town import PLACES, STAGES, Town

WHOLE: Final = os.environ.get("HUXIN_MATRIX") == "whole"
"""Every act at every stage, with every method; without it, every act at the first stage."""
METHODS: Final = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE")
GUARDS: Final[Mapping[str, Callable[[str], bool]]] = {
    "public": lambda who: True,
    "api": lambda who: who != "nobody",
    "signed_in": lambda who: who != "nobody",
    "worker": lambda who: who.startswith("worker"),
    "officer": lambda who: not who.startswith(("worker", "nobody")),
    "finance": lambda who: who.startswith("finance"),
    "policy_admin": lambda who: who == "policy_admin",
    "auditor": lambda who: who.startswith("auditor"),
}
"""Who passes which access rule, said a second time and by name; a rule that is not here fails."""


@dataclass(frozen=True)
class Thing:
    """One address of a route.  ``place``: whose case it shows.  ``answers``: per method what somebody in scope gets.

    ``json``: what a program sends instead of a form.  ``for_all``: an operation of the API that asks nobody who calls.
    """

    path: str
    answers: Mapping[str, set[int]]
    place: str | None = None
    form: Mapping[str, Any] = field(default_factory=dict)
    sees: Callable[[str], bool] | None = None
    json: Mapping[str, Any] | None = None
    for_all: bool = False


Things = Callable[[Town], list[Thing]]
SHOWN: Final = {"GET": {200}}
FORM: Final = {"GET": {200}, "POST": {302, 400}}
SENT: Final = {"POST": {302}}
GONE: Final = {"GET": {404}}
NOT_SENT: Final = {"POST": {404}}
NOT_HERE: Final = {"GET": {404}, "POST": {404}}


def _one(path: str, answers: Mapping[str, set[int]]) -> Things:
    return lambda town: [Thing(path, answers)]


def _queues(end: str, answers: Mapping[str, set[int]], form: Mapping[str, Any] | None = None) -> Things:
    return lambda town: [Thing(f"/agency/queue/{name}/{end}", answers, form=form or {}) for name in QUEUES]


def _queue(town: Town) -> list[Thing]:
    paths = [f"/agency/queue/{name}/" for name in QUEUES]
    filters = ["?late=1&status=received&county=330304", "?due=2026-02-11", "?after=2026-02-10/2026-000001"]
    return [
        *(Thing(path + more, SHOWN) for path in paths for more in ("", *filters)),
        Thing("/agency/queue/everything/", GONE),
        Thing("/agency/queue/all/?after=nonsense/1", GONE),
    ]


def _take(town: Town) -> list[Thing]:
    found = [Thing("/agency/queue/due/take/", SENT)]
    for place in PLACES:
        form = {"case": [town.cases[place, "received"]], "key": uuid.uuid4().hex}
        found.append(Thing("/agency/queue/due/take/", SENT, form=form))
    return found


def _export(town: Town) -> list[Thing]:
    paths = [f"/agency/queue/{name}.{kind}" for name in QUEUES for kind in ("csv", "xlsx")]
    return [*(Thing(path, SHOWN) for path in paths), Thing("/agency/queue/all.exe", GONE)]


def _cases(form: str, stages: Mapping[str, Mapping[str, set[int]]]) -> Things:
    def make(town: Town) -> list[Thing]:
        return [
            Thing(form.format(no=town.cases[place, stage]), stages[stage], place)
            for place in PLACES
            for stage in stages
        ]

    return make


def _agency_acts(town: Town) -> list[Thing]:
    names = city_pack().procedures[PROCEDURE].acts
    found = []
    for place in PLACES:
        for stage in STAGES if WHOLE or place == "own" else ("received",):
            no = town.cases[place, stage]
            for name in names if WHOLE or stage == "received" else ("note", "decide", "pay"):
                found.append(Thing(f"/agency/cases/{no}/do/{name}/", {"POST": {302, 400}}, place))
            found.append(Thing(f"/agency/cases/{no}/do/nonsense/", {"POST": {404}}, place))
    return found


def _worker_acts(town: Town) -> list[Thing]:
    """An act that the person cannot do now leads back to the case."""
    found = []
    for place in PLACES:
        for stage in STAGES if WHOLE or place == "own" else ("received",):
            no = town.cases[place, stage]
            dossier = view_case(town.owner_of(place), no)
            acts = dossier.procedure.acts
            legal = {one for one in allowed(dossier.procedure, dossier.records) if "worker" in acts[one].by}
            for name in [*acts, "nonsense"] if WHOLE or stage == "received" else ["appeal", "pay"]:
                answers = FORM if name in legal else {"GET": {302}, "POST": {302}}
                found.append(Thing(f"/cases/{no}/do/{name}/", answers, place))
    return found


def _evidence(town: Town) -> list[Thing]:
    """A file of each case, and files that are asked for under a case that is not theirs."""
    found = [
        Thing(f"/agency/cases/{town.cases[place, stage]}/evidence/{town.evidence[place, stage]}/", SHOWN, place)
        for place in PLACES
        for stage in STAGES
    ]
    swapped = [("own", "other"), ("own", "county"), ("county", "own")]
    for place, foreign in swapped:
        path = f"/agency/cases/{town.cases[place, 'received']}/evidence/{town.evidence[foreign, 'received']}/"
        found.append(Thing(path, GONE, place))
    return [*found, Thing(f"/agency/cases/{town.cases['own', 'received']}/evidence/{uuid.uuid4()}/", GONE, "own")]


def _own_evidence(town: Town) -> list[Thing]:
    """A file of each case as its owner sees it, and one of somebody else."""
    found = [
        Thing(f"/cases/{town.cases[place, stage]}/evidence/{town.evidence[place, stage]}/", SHOWN, place)
        for place in PLACES
        for stage in STAGES
    ]
    foreign = f"/cases/{town.cases['own', 'received']}/evidence/{town.evidence['other', 'received']}/"
    return [*found, Thing(foreign, GONE, "own")]


def _letters(town: Town) -> list[Thing]:
    found = [Thing(f"/letters/{town.letters[place]}.pdf", SHOWN, place) for place in PLACES]
    return [*found, Thing(f"/letters/{uuid.uuid4()}.pdf", GONE)]


def _batches(form: str) -> Things:
    def make(town: Town) -> list[Thing]:
        found = [Thing(form.format(no=town.batches[place]), SHOWN, place) for place in PLACES]
        return [*found, Thing(form.format(no="P2026-999999"), GONE)]

    return make


def _files(town: Town) -> list[Thing]:
    found = [one for kind in ("csv", "xlsx") for one in _batches(f"/agency/pay/{{no}}.{kind}")(town)]
    return [*found, Thing(f"/agency/pay/{town.batches['own']}.exe", GONE)]


def _pay(town: Town) -> list[Thing]:
    found = [Thing("/agency/pay/", FORM)]
    for place in PLACES:
        form = {"case": [town.cases[place, "decided"]], "key": uuid.uuid4().hex}
        found.append(Thing("/agency/pay/", {"POST": {302, 400}}, form=form))
    return found


def _services(town: Town) -> list[Thing]:
    found = []
    for procedure in city_pack().procedures.values():
        asked = procedure.guide is not None and "worker" in procedure.applicants
        found.append(Thing(f"/apply/{procedure.id}/", SHOWN if asked else GONE))
    return [*found, Thing("/apply/nonsense/", GONE)]


def _steps(town: Town) -> list[Thing]:
    found = []
    for procedure in city_pack().procedures.values():
        if procedure.guide is None or "worker" not in procedure.applicants:
            continue
        for step in [*(one.id for one in procedure.form), "papers", "check", "nonsense"]:
            answers = {"GET": {200, 302}, "POST": {302, 400}}
            found.append(Thing(f"/apply/{procedure.id}/{step}/", answers))
    return [*found, Thing("/apply/nonsense/papers/", {"GET": {404}, "POST": {404}})]


def _api(path: str, answers: Mapping[str, set[int]], **more: Any) -> Things:
    return lambda town: [Thing(f"/api/v1/{path}", answers, **more)]


def _api_acts(town: Town) -> list[Thing]:
    did = {"POST": {200, 403, 409, 422}}
    return [
        Thing(f"/api/v1/cases/{town.cases[place, 'received']}/acts/{act}", did, place, json={"expected_seq": 1})
        for place in PLACES
        for act in ("accept", "withdraw", "note", "nonsense")
    ]


def _api_letters(town: Town) -> list[Thing]:
    found = [Thing(f"/api/v1/letters/{town.letters[place]}", SHOWN, place) for place in PLACES]
    return [*found, Thing(f"/api/v1/letters/{uuid.uuid4()}", GONE)]


EVERY: Final = {method: {200} for method in METHODS}
ROUTES: Final[Mapping[str, Things]] = {
    "healthz": _one("/healthz", EVERY),
    "login/": _one("/login/", {"GET": {200}, "POST": {400}}),
    "logout/": _one("/logout/", SENT),
    "language/": _one("/language/", SENT),
    "agency/": _one("/agency/", {"GET": {302}}),
    "agency/queue/<slug:name>/": _queue,
    "agency/queue/<slug:name>/views/": _queues("views/", SENT, {"name": "晚了的", "query": "late=1"}),
    "agency/queue/<slug:name>/take/": _take,
    "agency/queue/<slug:name>.<slug:kind>": _export,
    "agency/calendar/": _one("/agency/calendar/", SHOWN),
    "agency/cases/<slug:no>/": _cases("/agency/cases/{no}/", dict.fromkeys(STAGES, SHOWN)),
    "agency/cases/<slug:no>/do/<slug:name>/": _agency_acts,
    "agency/cases/<slug:no>/evidence/<uuid:evidence_id>/": _evidence,
    "agency/cases/<slug:no>/preview.pdf": _cases(
        "/agency/cases/{no}/preview.pdf", {"received": GONE, "proposed": SHOWN}
    ),
    "agency/pay/": _pay,
    "agency/pay/<slug:no>/": _batches("/agency/pay/{no}/"),
    "agency/pay/<slug:no>.<slug:kind>": _files,
    "agency/parameters/": _one("/agency/parameters/", FORM),
    "agency/audit/": _one("/agency/audit/", {"GET": {200}, "POST": {200}}),
    "": _one("/", SHOWN),
    "money/social-insurance-subsidy/": _one("/money/social-insurance-subsidy/", {"GET": {200}, "POST": {200}}),
    "apply/": _one("/apply/", SHOWN),
    "apply/<slug:name>/": _services,
    "apply/<slug:name>/<slug:step_id>/": _steps,
    "cases/": _one("/cases/", SHOWN),
    "cases/<slug:no>/": _cases("/cases/{no}/", dict.fromkeys(STAGES, SHOWN)),
    "cases/<slug:no>/why/": _cases("/cases/{no}/why/", {"received": GONE, "decided": SHOWN, "paid": SHOWN}),
    "cases/<slug:no>/do/<slug:name>/": _worker_acts,
    "letters/<uuid:letter_id>.pdf": _letters,
    "cases/<slug:no>/onward/<slug:to>/": _cases("/cases/{no}/onward/arbitration/", dict.fromkeys(STAGES, NOT_SENT)),
    "cases/<slug:no>/calculator/": _cases("/cases/{no}/calculator/", dict.fromkeys(STAGES, NOT_HERE)),
    "cases/<slug:no>/evidence/<uuid:evidence_id>/": _own_evidence,
    "agency/groups/": _one("/agency/groups/", SHOWN),
    "help/injury/": _one("/help/injury/", {"GET": {200}, "POST": {400}}),
    "help/disputes/": _one("/help/disputes/", {"GET": {200}, "POST": {200}}),
    "help/disputes/<slug:name>/begin/": _one("/help/disputes/one-stop-mediation/begin/", SENT),
    "help/disputes/<slug:name>/": _one("/help/disputes/one-stop-mediation/", {"GET": {302}}),
    "guides/": _one("/guides/", SHOWN),
    "guides/quiz/": _one("/guides/quiz/", {"GET": {200}, "POST": {200}}),
    "guides/<slug:name>/": _one("/guides/disputes/", SHOWN),
    "guides/<slug:kind>.<slug:language>.pdf": _one("/guides/card.zh.pdf", SHOWN),
    "help/complain/": _one("/help/complain/", SHOWN),
    "api/": lambda town: [Thing("/api/", {method: {404} for method in METHODS}, for_all=True)],
    "api/openapi.json": lambda town: [Thing("/api/openapi.json", EVERY, for_all=True)],
    "api/v1/procedures": _api("procedures", SHOWN),
    "api/v1/procedures/<slug:name>": _api(f"procedures/{PROCEDURE}", SHOWN),
    "api/v1/procedures/<slug:name>/cases": _api(f"procedures/{PROCEDURE}/cases", {"POST": {403, 422}}, json={}),
    "api/v1/cases": _api("cases", SHOWN),
    "api/v1/cases/<slug:no>": _cases("/api/v1/cases/{no}", dict.fromkeys(STAGES, SHOWN)),
    "api/v1/cases/<slug:no>/acts/<slug:act>": _api_acts,
    "api/v1/queues/<slug:name>": _api("queues/due", SHOWN),
    "api/v1/evidence": _api("evidence", {"POST": {422}}, json={}),
    "api/v1/letters/<uuidstr:letter>": _api_letters,
    "api/v1/law/": _api("law/", SHOWN, for_all=True),
    "api/v1/law/<slug:item>": _api("law/retirement-age", {"POST": {422}}, json={}, for_all=True),
}
