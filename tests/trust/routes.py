"""Every route of the product, written by hand: what it answers, to which methods, and on which things it works.

A route that is not here fails the matrix, and so does one that is here and is gone.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from huxin.casework.models import Case
from huxin.casework.service import QUEUES, city_pack, view_case
from huxin.identity.service import Account
from huxin.law.procedures import allowed
from huxin.measures.careers.service import Certificate, check_code
from huxin.people.service import company_of
from tests.support import PROCEDURE
from tests.trust.town import PLACES, STAGES, Town

WHOLE: Final = os.environ.get("HUXIN_MATRIX") == "whole"
"""Every act at every stage, with every method; without it, every act at the first stage."""
METHODS: Final = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE")
SIGNED: Final = "company_key"
"""The rule of doors for programs: an account opens none of them, whoever signed in is told 401."""


def _is_staff(who: str) -> bool:
    return not who.startswith(("worker", "nobody", "delegate", "company"))


GUARDS: Final[Mapping[str, Callable[[str], bool]]] = {
    "public": lambda who: True,
    SIGNED: lambda who: False,
    "api": lambda who: not who.startswith(("nobody", "half")),
    **dict.fromkeys(
        (
            "company",
            "company_accounts",
            "company_signing",
            "company_filing",
            "company_lists",
            "company_keys",
        ),
        lambda who: who.startswith("company"),
    ),
    "approver": lambda who: who == "approver",
    "signed_in": lambda who: not who.startswith(("nobody", "half")),
    "worker": lambda who: who.startswith("worker") or who == "delegate_own",
    "me": lambda who: who.startswith("worker"),
    "officer": lambda who: _is_staff(who) and not who.startswith(("admin", "half")),
    "staff": lambda who: _is_staff(who) and not who.startswith("half"),
    "half": _is_staff,
    "account": lambda who: who not in ("nobody", "delegate_own"),
    "delegate": lambda who: who.startswith("delegate"),
    "handler": lambda who: who.startswith("handler") or who == "auditor_handler",
    "system_admin": lambda who: who == "admin_system",
    "security_admin": lambda who: who == "admin_security",
    "finance": lambda who: who.startswith("finance"),
    "policy_admin": lambda who: who == "policy_admin",
    "auditor": lambda who: who.startswith("auditor") or who == "admin_audit",
}
"""Who passes which access rule, said a second time and by name; a rule that is not here fails."""


@dataclass(frozen=True)
class Thing:
    """One address of a route.  ``place``: whose case it shows.  ``answers``: per method what somebody in scope gets.

    ``may``: by method the only ones whom the page lets do it, of those whom its rule lets in.
    ``json``: what a program sends instead of a form.  ``for_all``: an operation of the API that asks nobody who calls.
    ``instead``: what one person gets in place of ``answers``.
    """

    path: str
    answers: Mapping[str, set[int]]
    place: str | None = None
    form: Mapping[str, Any] = field(default_factory=dict)
    sees: Callable[[str], bool] | None = None
    may: Mapping[str, frozenset[str]] | None = None
    json: Mapping[str, Any] | None = None
    for_all: bool = False
    instead: Mapping[str, Mapping[str, set[int]]] = field(default_factory=dict)


Things = Callable[[Town], list[Thing]]
DESK: Final = frozenset({"handler", "handler_far", "handler_city", "approver"})
"""Who may take people away in full: the desk of the department that has procedures."""
TEAM: Final = frozenset(
    {
        *DESK,
        *("handler_market", "auditor_handler", "mediator", "arbitrator", "court_clerk", "union_organiser"),
    }
)
"""Whoever carries cases or approves them: they have colleagues."""
HOLDERS: Final = frozenset({"handler", "handler_far", "handler_city"})
"""The handlers of the department that holds the register of people."""
CITY_HOLDERS: Final = frozenset({"handler_city"})
"""Of them whoever works for the whole city: a table that is taken over may hold people of every county."""
SHOWN: Final = {"GET": {200}}
FORM: Final = {"GET": {200}, "POST": {302, 400}}
SENT: Final = {"POST": {302}}
GONE: Final = {"GET": {404}}
NOT_SENT: Final = {"POST": {404}}
LEADS: Final = frozenset(
    {
        "logout/",
        "language/",
        "size/",
        "weather/stop/",
        "files/upload/",
        "files/upload/<uuid:upload_id>/<int:number>/",
        "me/data.zip",
        "me/record.zip",
        "me/corrections/",
        "me/consents/",
        "help/disputes/<slug:name>/begin/",
        "training/classes/<slug:no>/enrol/",
        "training/events/<slug:no>/enter/",
        "certificates/<uuid:certificate_id>/subsidy/",
        "cases/<slug:no>/onward/<slug:to>/",
        "company/cases/<slug:no>/do/<slug:name>/",
        "agency/cases/<slug:no>/do/<slug:name>/",
        "agency/cases/<slug:no>/unmask/",
        "agency/cases/<slug:no>/collect/",
        "agency/cases/<slug:no>/letters/<uuid:letter_id>/again/",
        "agency/inspections/directories/mend/",
        "agency/pay/<slug:no>.<slug:kind>",
        "agency/queue/<slug:name>/views/",
        "agency/queue/<slug:name>/take/",
        "agency/queue/<slug:name>/together/",
    }
)
"""Addresses that a form sends to: a GET leads to the page where the form stands, whatever is asked for."""
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


def _together(town: Town) -> list[Thing]:
    path, sheet = "/agency/queue/due/together/", {"POST": {200, 400}}
    found = [Thing(path, {"POST": {404}}), Thing(path, {"POST": {404}}, form={"act": "decide"})]
    for place in PLACES:
        form = {"case": [town.cases[place, "received"]], "act": "note", "key": uuid.uuid4().hex}
        found.append(Thing(path, sheet, form=form))
        found.append(Thing(path, sheet, form={**form, "sheet": "1", "text": "看过"}))
    return found


def _records(town: Town) -> list[Thing]:
    forms: list[dict[str, Any]] = [{}, {"do": "nonsense"}, {"do": "lift", "hold": "x"}]
    forms += [
        {"do": do, "no": town.cases[place, "paid"]} for place in PLACES for do in ("propose", "carry_out", "hold")
    ]
    return [Thing("/agency/records/", {"GET": {200}, "POST": {302, 400}}, form=form) for form in forms]


def _procedures(town: Town) -> list[Thing]:
    names = city_pack().procedures if WHOLE else (PROCEDURE,)
    found = [Thing(f"/agency/procedures/{name}/", SHOWN) for name in names]
    return [*found, Thing("/agency/procedures/nonsense/", GONE)]


def _guides(town: Town) -> list[Thing]:
    found = [
        Thing(f"/apply/{one.id}/guide/", SHOWN if one.guide is not None else GONE)
        for one in city_pack().procedures.values()
        if WHOLE or one.id == PROCEDURE
    ]
    return [*found, Thing("/apply/nonsense/guide/", GONE)]


def _export(town: Town) -> list[Thing]:
    paths = [f"/agency/queue/{name}.{kind}" for name in QUEUES for kind in ("csv", "xlsx")]
    answers = {"GET": {200}, "POST": {200}}
    may = {"POST": DESK | {"handler_market"}}  # of the inquiries, interviews and fines of that office
    plain = [Thing(path, {"GET": {200}, "POST": {400}}, may=may) for path in paths]
    with_reason = [Thing(path, answers, form={"reason": "和银行核对"}, may=may) for path in paths[:1]]
    return [*plain, *with_reason, Thing("/agency/queue/all.exe", {"GET": {404}, "POST": {404}})]


def _team(town: Town) -> list[Thing]:
    """A colleague of one's own office; only who approves arranges what is not one's own."""
    name = Account.objects.get(pk=town.actor("handler").account_id).username

    def sees(who: str) -> bool:
        return who in ("handler", "handler_city", "approver", "mediator")

    arranges = frozenset(who for who in TEAM if who in ("handler", "approver") or not sees(who))
    answers = {"GET": {200}, "POST": {302, 400}}
    return [Thing(f"/agency/team/{name}/", answers, sees=sees, may={"GET": TEAM, "POST": arranges})]


def _person_pages(town: Town) -> list[Thing]:
    """A person by their cases: whoever sees one of them, and the desk that keeps the register of the county."""

    def sees(place: str) -> Callable[[str], bool]:
        paid = f"/{town.cases[place, 'paid']}/"
        return lambda who: town.sees(who, place, paid) or who == "policy_admin"  # by the proposed one

    return [Thing(f"/agency/people/{town.owner_of(place).person_id}/", SHOWN, sees=sees(place)) for place in PLACES]


def _cases(form: str, stages: Mapping[str, Mapping[str, set[int]]], *, audited: bool = True) -> Things:
    """A page of each case; a paper of the office itself is none for those who audit it."""
    instead = {} if audited else dict.fromkeys(("auditor", "auditor_handler"), GONE)

    def make(town: Town) -> list[Thing]:
        return [
            Thing(form.format(no=town.cases[place, stage]), stages[stage], place, instead=instead)
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
            for name in names if WHOLE or (place, stage) == ("own", "received") else ("note", "decide", "pay"):
                found.append(Thing(f"/agency/cases/{no}/do/{name}/", {"POST": {302, 400}}, place))
            found.append(Thing(f"/agency/cases/{no}/do/nonsense/", {"POST": {404}}, place))
    return found


BY_DELEGATE: Final = frozenset({"file", "complete", "add_evidence", "message"})
"""What a delegate may do for somebody; everything else is the person's own word."""


def _worker_acts(town: Town) -> list[Thing]:
    """An act that the person, or the delegate in their place, cannot do now leads back to the case."""
    back = {"GET": {302}, "POST": {302}}
    found = []
    for place in PLACES:
        for stage in STAGES if WHOLE or place == "own" else ("received",):
            no = town.cases[place, stage]
            dossier = view_case(town.owner_of(place), no)
            acts = dossier.procedure.acts
            own = {name for name, one in acts.items() if {"worker", "applicant"} & {*one.by} and not one.written_by}
            legal = own.intersection(allowed(dossier.procedure, dossier.records))
            for name in [*acts, "nonsense"] if WHOLE or stage == "received" else ["appeal", "pay"]:
                answers = FORM if name in legal else back
                instead = {} if name in BY_DELEGATE else {"delegate_own": back}
                found.append(Thing(f"/cases/{no}/do/{name}/", answers, place, instead=instead))
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


def _sealed(town: Town, end: str, answers: Mapping[str, set[int]]) -> list[Thing]:
    """What somebody sealed without signing in: whoever holds the link; nobody by a wrong one."""
    gone = {method: {404} for method in answers}
    return [Thing(f"/sealed/{town.secret}/{end}", answers), Thing(f"/sealed/not-a-link/{end}", gone)]


def _pieces(town: Town) -> list[Thing]:
    """A piece in the wrong format is refused, a piece of somebody else's upload is not found."""
    return [Thing(f"/files/upload/{uuid.uuid4()}/0/", {"POST": {400, 404}})]


def _own_files(town: Town, end: str) -> list[Thing]:
    own = lambda who: who != "delegate_own"  # noqa: E731 - a delegate sees what this delegate sent
    found = [Thing(f"/files/{town.evidence[place, 'received']}/{end}", SHOWN, place, sees=own) for place in PLACES]
    return [*found, Thing(f"/files/{uuid.uuid4()}/{end}", GONE)]


def _unmask(town: Town) -> list[Thing]:
    """A field that the page masks, with a reason and without; one that it does not know."""
    form = "/agency/cases/{no}/unmask/"
    found = []
    for place in PLACES:
        path = form.format(no=town.cases[place, "received"])
        found.append(Thing(path, {"POST": {200}}, place, {"field": "id_number", "reason": "和社保库核对"}))
        found.append(Thing(path, {"POST": {400}}, place, {"field": "form.bank_card", "reason": ""}))
        found.append(Thing(path, {"POST": {404}}, place, {"field": "password", "reason": "x"}))
    return found


def _account(town: Town) -> list[Thing]:
    """Every change, on somebody's account, on one's own, on one that is not there; no page shows a first password
    before a second administrator has agreed."""
    officer, own = (Account.objects.get(pk=town.actor(name).pk) for name in ("clerk", "admin_security"))
    changes = {
        "scope": {"roles": ["handler"], "department": "hrss"},
        "link": {"provider": "oidc", "subject": "li"},
        "lock": {},
        "unlock": {},
        "factor": {},
        "password": {},
    }
    found = [
        Thing(f"/agency/accounts/{officer.username}/", {"GET": {200}, "POST": {302}}, form={"do": do, **form})
        for do, form in changes.items()
    ]
    found += [
        Thing(f"/agency/accounts/{own.username}/", {"GET": {200}, "POST": {400}}, form={"do": do, **form})
        for do, form in changes.items()
    ]
    return [*found, Thing("/agency/accounts/worker-1/", {"GET": {404}, "POST": {404}})]


def _me(end: str, answers: Mapping[str, set[int]], **form: str) -> Things:
    return lambda town: [Thing(f"/me/{end}", answers, form=form)]


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


def _letter_pages(town: Town) -> list[Thing]:
    found = [Thing(f"/letters/{town.letters[place]}/", SHOWN, place) for place in PLACES]
    return [*found, Thing(f"/letters/{uuid.uuid4()}/", GONE)]


def _letter_receipts(town: Town) -> list[Thing]:
    path = "/agency/cases/{no}/letters/{letter}/receipt.pdf"
    return [
        Thing(path.format(no=town.cases[place, "decided"], letter=town.letters[place]), SHOWN, place)
        for place in PLACES
    ]


def _letters_again(town: Town) -> list[Thing]:
    """No letter of the town failed: there is nothing to set again, for anybody."""
    return [
        Thing(f"/agency/cases/{town.cases[place, 'decided']}/letters/{town.letters[place]}/again/", NOT_SENT, place)
        for place in PLACES
    ]


def _batches(form: str) -> Things:
    def make(town: Town) -> list[Thing]:
        answers = {"GET": {200}, "POST": {400}}  # it was let go already
        found = [Thing(form.format(no=town.batches[place]), answers, place) for place in PLACES]
        return [*found, Thing(form.format(no="P2026-999999"), {"GET": {404}, "POST": {404}})]

    return make


def _files(town: Town) -> list[Thing]:
    """The file for the bank: with a reason, without one, of a batch that is not there, of a kind that is none."""
    reason, found = {"reason": "今天发给银行"}, []
    for kind in ("csv", "xlsx"):
        for place in PLACES:
            path = f"/agency/pay/{town.batches[place]}.{kind}"
            found.append(Thing(path, {"POST": {200}}, place, reason))
            found.append(Thing(path, {"POST": {400}}, place, {"reason": "."}))
        found.append(Thing(f"/agency/pay/P2026-999999.{kind}", NOT_SENT, form=reason))
    return [*found, Thing(f"/agency/pay/{town.batches['own']}.exe", NOT_SENT, form=reason)]


def _pay(town: Town) -> list[Thing]:
    found = [Thing("/agency/pay/", FORM)]
    for place in PLACES:
        no = town.cases[place, "decided"]
        fen = str(Case.objects.get(no=no).amount_fen)
        form = {"case": [no], "key": uuid.uuid4().hex, "confirmed": "yes", "fen": fen}
        found.append(Thing("/agency/pay/", FORM, form=form))
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


_WORKERS: Final = ("worker_own", "worker_other", "worker_far")


def _phone(path: str, status: int, *, me: bool = False, **json: Any) -> Things:
    """An operation of the phone, for a worker: without anything of anybody's in it they all get the same."""
    may = {"POST": (*_WORKERS, *(() if me else ("delegate_own",)))}
    return lambda town: [Thing(f"/api/v1/phone/{path}", {"POST": {status}}, json=json, may=may)]


_BY_WORKERS: Final[Mapping[str, tuple[str, ...]]] = {"POST": (*_WORKERS, "delegate_own")}


def _phone_cases(town: Town, name: str, status: int, **more: Any) -> list[Thing]:
    """An operation on the case of each owner."""
    return [
        Thing(
            f"/api/v1/phone/{name}", {"POST": {status}}, place, json={"no": town.cases[place, "received"], **more},
            may=_BY_WORKERS,
        )
        for place in PLACES
    ]  # fmt: skip


def _phone_all(path: str, status: int, **json: Any) -> Things:
    """An operation of the phone that asks nobody who calls."""
    return _api(f"phone/{path}", {"POST": {status}}, json=json, for_all=True)


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


def _agreements(form: str, answers: Mapping[str, set[int]]) -> Things:
    """One agreement of each owner, that only they may open, and one that is nobody's."""

    def make(town: Town) -> list[Thing]:
        found = [Thing(form.format(id=town.agreements[place]), answers, place) for place in PLACES]
        return [*found, Thing(form.format(id=uuid.uuid4()), {method: {404} for method in answers})]

    return make


def _training(form: str, answers: Mapping[str, set[int]], place: str | None = None) -> Things:
    """The open class, and one that is not there."""
    gone = {method: {404} for method in answers}
    return lambda town: [
        Thing(form.format(no=town.training), answers, place),
        Thing(form.format(no="2026-999999"), gone),
    ]


def _learning(end: str, answers: Mapping[str, set[int]]) -> Things:
    """The enrolment of each owner, and one that is nobody's."""

    def make(town: Town) -> list[Thing]:
        found = [Thing(f"/training/mine/{town.enrolments[place]}/{end}", answers, place) for place in PLACES]
        return [*found, Thing(f"/training/mine/{uuid.uuid4()}/{end}", {method: {404} for method in answers})]

    return make


def _certificates(end: str, answers: Mapping[str, set[int]]) -> Things:
    """The certificate of each owner, and one that is nobody's."""

    def make(town: Town) -> list[Thing]:
        found = [Thing(f"/certificates/{town.certificates[place]}{end}", answers, place) for place in PLACES]
        return [*found, Thing(f"/certificates/{uuid.uuid4()}{end}", {method: {404} for method in answers})]

    return make


def _check(town: Town) -> list[Thing]:
    """Without signing in: a number with its code, a wrong code, nothing."""
    number = Certificate.objects.get(id=town.certificates["own"]).number
    right = {"number": number, "code": check_code(number)}
    return [
        Thing("/check/", {"GET": {200}, "POST": {302}}, form=right),
        Thing("/check/", {"GET": {200}, "POST": {302}}, form={**right, "code": "00000000"}),
        Thing(f"/check/?number={number}", {"GET": {200}, "POST": {302}}),
    ]


def _company_case(end: str, answers: Mapping[str, set[int]]) -> Things:
    """The case of one company, that no other company may know of."""
    return lambda town: [
        Thing(
            f"/company/cases/{town.company_case}/{end.format(evidence=town.company_evidence)}",
            answers,
            sees=lambda who: who == "company",
        )
    ]


def _new(town: Town) -> list[Thing]:
    """What the offices of some departments open themselves, and what nobody does."""
    form = {"GET": {200}, "POST": {400}}
    return [
        Thing("/agency/new/work-plan-item/", form, sees=_takes_up_work),
        Thing("/agency/new/nonsense/", {"GET": {404}, "POST": {404}}),
    ]


def _takes_up_work(who: str) -> bool:
    """Whoever takes up work in one of these offices; not those who only approve, pay, check or publish."""
    return who in ("handler", "handler_far", "handler_city", "handler_market")


def _mediates(who: str) -> bool:
    """Whoever carries mediations in the labour office."""
    return who in ("handler", "handler_far", "handler_city", "mediator")


def _in_labour_office(who: str) -> bool:
    """Everybody who works there and is no administrator; the auditors belong to another office."""
    others = ("handler_market", "finance_market", "court_clerk", "union_organiser", "clerk")
    return _is_staff(who) and not who.startswith(("admin", "half", "auditor")) and who not in others


def _of_labour_office(end: str, answers: Mapping[str, set[int]]) -> Things:
    return lambda town: [Thing(f"/agency/{end}", answers, sees=_in_labour_office)]


def _draws(town: Town) -> list[Thing]:
    """The draw of one county's office, as any case: its desk; nothing of it for those who pay, mediate or publish."""

    def sees(who: str) -> bool:
        return who in ("handler", "handler_city", "approver")

    return [
        Thing(f"/agency/inspections/{town.draw}/", {"GET": {200}, "POST": {400}}, sees=sees),
        Thing("/agency/inspections/2026-999999/", {"GET": {404}, "POST": {404}}),
    ]


def _sites(town: Town) -> list[Thing]:
    """The record of a drawn unit: for nobody but the two who were drawn for it."""
    return [
        Thing(f"/agency/site/{town.site}/", {"GET": {200}, "POST": {400}}, sees=lambda who: who == "handler"),
        Thing("/agency/site/2026-999999/", {"GET": {404}, "POST": {404}}),
    ]


def _audits(who: str) -> bool:
    """Who sees the ledgers of work safety besides their own office."""
    return who.startswith("auditor")


def _filed(town: Town) -> list[Thing]:
    return [
        Thing("/company/file/arbitration/", FORM),
        Thing(f"/company/file/{PROCEDURE}/", {"GET": {404}, "POST": {404}}),
    ]


def _of_the_company(form: str, answers: Mapping[str, set[int]], **fields: str) -> Things:
    """A paper or a receipt of one company, that no other company may know of, and one that is nobody's."""

    def make(town: Town) -> list[Thing]:
        own = form.format(agreement=town.company_agreement, filing=town.company_filing)
        none = form.format(agreement=uuid.uuid4(), filing=uuid.uuid4())
        return [
            Thing(own, answers, sees=lambda who: who == "company", form=fields),
            Thing(none, {method: {404} for method in answers}),
        ]

    return make


def _named(form: str, name: str, answers: Mapping[str, set[int]]) -> Things:
    """A page for each thing of a kind, and for a name that nothing has."""
    return lambda town: [
        Thing(form.format(name=name), answers),
        Thing(form.format(name="nonsense"), {method: {404} for method in answers}),
    ]


EVERY: Final = {method: {200} for method in METHODS}
ROUTES: Final[Mapping[str, Things]] = {
    "healthz": _one("/healthz", EVERY),
    "readyz": _one("/readyz", EVERY),
    "metrics": _one("/metrics", EVERY),
    "accident/": _one("/accident/", {"GET": {200}, "POST": {400}}),
    "sealed/<slug:secret>/": lambda town: _sealed(town, "", {"GET": {200}, "POST": {400}}),
    "sealed/<slug:secret>/receipt.pdf": lambda town: _sealed(town, "receipt.pdf", SHOWN),
    "sealed/<slug:secret>/claim/": lambda town: _sealed(town, "claim/", {"GET": {200}, "POST": {302}}),
    "sealed/<slug:secret>/pieces/": lambda town: [
        Thing(f"/sealed/{town.secret}/pieces/", {"GET": {302}, "POST": {200}}, form={"key": "0" * 64, "size": "3"}),
        Thing("/sealed/not-a-link/pieces/", {"GET": {302}, "POST": {400}}, form={"key": "0" * 64, "size": "3"}),
    ],
    "sealed/<slug:secret>/pieces/<uuid:upload_id>/<int:number>/": lambda town: [
        Thing(f"/sealed/{town.secret}/pieces/{uuid.uuid4()}/0/", {"GET": {302}, "POST": {400, 404}})
    ],
    "phone.js": _one("/phone.js", SHOWN),
    "shell/": _one("/shell/", SHOWN),
    "shell/<str:name>": lambda town: [Thing("/shell/shell.js", SHOWN), Thing("/shell/nothing.js", GONE)],
    "sealed/<slug:secret>/next/": lambda town: _sealed(town, "next/", {"GET": {302}, "POST": {302}}),
    "sealed/<slug:secret>/claim/<slug:name>/": lambda town: [
        Thing(f"/sealed/{town.secret}/claim/injury-recognition/", {"GET": {302}, "POST": {302}}),
        Thing("/sealed/not-a-link/claim/injury-recognition/", {"GET": {302}, "POST": {404}}),
    ],
    "files/": _one("/files/", SHOWN),
    "files/upload/": lambda town: [Thing("/files/upload/", {"POST": {200}}, form={"key": "one", "size": "3"})],
    "files/upload/<uuid:upload_id>/<int:number>/": _pieces,
    "files/<uuid:evidence_id>/": lambda town: _own_files(town, ""),
    "files/<uuid:evidence_id>/receipt.pdf": lambda town: _own_files(town, "receipt.pdf"),
    "cases/<slug:no>/receipt.pdf": _cases("/cases/{no}/receipt.pdf", {"received": SHOWN}),
    "verify/": _one("/verify/", SHOWN),
    "verify/city.pem": _one("/verify/city.pem", SHOWN),
    "verify/huxin_verify.py": _one("/verify/huxin_verify.py", SHOWN),
    "verify/paper/": lambda town: [Thing("/verify/paper/", SHOWN), Thing("/verify/paper/?code=NONE", {"GET": {400}})],
    "verify/<uuid:receipt_id>/": lambda town: [
        Thing(f"/verify/{town.receipt}/", SHOWN),
        Thing(f"/verify/{uuid.uuid4()}/", GONE),
    ],
    "login/": _one("/login/", {"GET": {200}, "POST": {400}}),
    "logout/": _one("/logout/", SENT),
    "second-factor/": _one("/second-factor/", {"GET": {200, 302}, "POST": {302, 400}}),
    "password/": _one("/password/", {"GET": {200, 302}, "POST": {302, 400}}),
    "sso/staff/": _one("/sso/staff/", GONE),
    "sso/staff/back/": _one("/sso/staff/back/", GONE),
    "sso/ticket/start/": _one("/sso/ticket/start/", GONE),
    "sso/ticket/": _one("/sso/ticket/", NOT_HERE),
    "sso/register/": _one("/sso/register/", {"GET": {400}, "POST": {400}}),
    "sso/register/company/": _one("/sso/register/company/", {"GET": {400}, "POST": {400}}),
    "code/": _one("/code/", {"GET": {200}, "POST": {400}}),
    "language/": _one("/language/", SENT),
    "stay/": _one("/stay/", {"GET": {204, 401}}),
    "api/v1/feeds/<slug:company>/<slug:kind>/batches": _one("/api/v1/feeds/91330300MA00000069/orders/batches", {}),
    "api/v1/feeds/<slug:company>/batches/<slug:batch>.<slug:form>": _one(
        f"/api/v1/feeds/91330300MA00000069/batches/{'0' * 32}.json", {}
    ),
    "agency/": _one("/agency/", {"GET": {302}}),
    "agency/find/": lambda town: [
        Thing("/agency/find/", {"GET": {200}, "POST": {200}}),
        Thing("/agency/find/", {"GET": {200}, "POST": {200, 302}}, form={"text": "金丝雀"}),
        Thing("/agency/find/", {"GET": {200}, "POST": {200, 302}}, form={"text": town.cases["county", "received"]}),
    ],
    "agency/people/<uuid:person_id>/": _person_pages,
    "agency/team/": lambda town: [Thing("/agency/team/", SHOWN, may={"GET": TEAM})],
    "agency/team/<str:username>/": _team,
    "agency/companies/<str:credit_code>/": lambda town: [
        Thing(f"/agency/companies/{company_of(town.actor('company')).credit_code}/", SHOWN),
        Thing("/agency/companies/91330300MANOSUCHX0/", GONE),
    ],
    "agency/queue/<slug:name>/": _queue,
    "agency/queue/<slug:name>/views/": _queues("views/", SENT, {"name": "晚了的", "query": "late=1"}),
    "agency/queue/<slug:name>/take/": _take,
    "agency/queue/<slug:name>.<slug:kind>": _export,
    "agency/queue/<slug:name>/together/": _together,
    "agency/reminders/": _one("/agency/reminders/", {"GET": {200}, "POST": {302}}),
    "agency/documents/": _one("/agency/documents/", {"GET": {200}, "POST": {400}}),
    "agency/post/": _one("/agency/post/", {"GET": {200}, "POST": {200}}),
    "agency/records/": _records,
    "agency/procedures/": _one("/agency/procedures/", SHOWN),
    "agency/procedures/<slug:name>/": _procedures,
    "agency/cases/<slug:no>/next/": _cases("/agency/cases/{no}/next/", {stage: {"GET": {302}} for stage in STAGES}),
    "agency/cases/<slug:no>/sheet/": _cases("/agency/cases/{no}/sheet/", dict.fromkeys(STAGES, SHOWN)),
    "agency/calendar/": _one("/agency/calendar/", SHOWN),
    "agency/meetings/": lambda town: [
        Thing("/agency/meetings/", SHOWN),
        Thing("/agency/meetings/?from=2026-03-20", SHOWN),
        Thing("/agency/meetings/?from=nonsense", GONE),
    ],
    "agency/cases/<slug:no>/meetings.ics": _cases("/agency/cases/{no}/meetings.ics", dict.fromkeys(STAGES, SHOWN)),
    "agency/cases/<slug:no>/": _cases("/agency/cases/{no}/", dict.fromkeys(STAGES, SHOWN)),
    "agency/cases/<slug:no>/do/<slug:name>/": _agency_acts,
    "agency/cases/<slug:no>/evidence/<uuid:evidence_id>/": _evidence,
    "agency/cases/<slug:no>/unmask/": _unmask,
    "agency/cases/<slug:no>/letters/<uuid:letter_id>/again/": _letters_again,
    "agency/cases/<slug:no>/letters/<uuid:letter_id>/receipt.pdf": _letter_receipts,
    "agency/cases/<slug:no>/collect/": _cases("/agency/cases/{no}/collect/", {"received": NOT_SENT}),
    "agency/cases/<slug:no>/preview.pdf": _cases(
        "/agency/cases/{no}/preview.pdf", {"received": GONE, "proposed": SHOWN}, audited=False
    ),
    "agency/cases/<slug:no>/file.pdf": _cases(
        "/agency/cases/{no}/file.pdf", {"received": GONE, "decided": SHOWN}, audited=False
    ),
    "agency/cases/<slug:no>/approval.pdf": _cases(
        "/agency/cases/{no}/approval.pdf", {"received": GONE, "proposed": SHOWN}, audited=False
    ),
    "agency/pay-checks/": _one("/agency/pay-checks/", GONE),
    "agency/pay-checks/<slug:no>/": _one("/agency/pay-checks/P2026-999999/", NOT_HERE),
    "agency/pay/": _pay,
    "agency/pay/<slug:no>/": _batches("/agency/pay/{no}/"),
    "agency/pay/<slug:no>.<slug:kind>": _files,
    "agency/parameters/": _one("/agency/parameters/", FORM),
    "agency/operations/": _one("/agency/operations/", {"GET": {200}, "POST": {302}}),
    "agency/cases/<slug:no>/receipt.pdf": _cases("/agency/cases/{no}/receipt.pdf", {"received": SHOWN}),
    "agency/weather/": _one("/agency/weather/", {"GET": {200}, "POST": {400}}),
    "agency/findings/": _one("/agency/findings/", SHOWN),
    "agency/findings.csv": _one("/agency/findings.csv", SHOWN),
    "agency/findings/<slug:name>/": _one("/agency/findings/nonsense/", {"GET": {404}, "POST": {404}}),
    "agency/fines/": _one("/agency/fines/", SHOWN),
    "agency/figures/": _one("/agency/figures/", SHOWN),
    "agency/figures.csv": _one("/agency/figures.csv", SHOWN),
    "agency/campaigns/": _one("/agency/campaigns/", SHOWN),
    "go/<slug:no>/<slug:channel>/": _one("/go/2026-999999/card/", {"GET": {302}}),
    "agency/safety/": lambda town: [Thing("/agency/safety/", SHOWN, sees=_audits)],
    "agency/safety/<slug:code>/": lambda town: [
        Thing("/agency/safety/91330300MA0000000N/", SHOWN, sees=_audits),
        Thing("/agency/safety/91330300MA00000069/", GONE),
    ],
    "company/safety/": _one("/company/safety/", SHOWN),
    "agency/rules/": _one("/agency/rules/", SHOWN),
    "agency/rules/<slug:no>/": _one("/agency/rules/2026-999999/", GONE),
    "agency/inspections/": _of_labour_office("inspections/", SHOWN),
    "agency/inspections/directories/": _of_labour_office("inspections/directories/", {"GET": {200}, "POST": {400}}),
    "agency/inspections/directories/mend/": _of_labour_office("inspections/directories/mend/", {"POST": {400}}),
    "agency/inspections/directories/<slug:sheet>.xlsx": _of_labour_office(
        "inspections/directories/inspectors.xlsx", SHOWN
    ),
    "agency/inspections/<slug:no>/": _draws,
    "agency/site/": _one("/agency/site/", SHOWN),
    "agency/site/worker.js": _one("/agency/site/worker.js", SHOWN),
    "agency/site/<slug:no>/": _sites,
    "draws/": _one("/draws/", SHOWN),
    "draws/<slug:no>/": lambda town: [Thing(f"/draws/{town.draw}/", SHOWN), Thing("/draws/2026-999999/", GONE)],
    "draws/<slug:no>/<slug:name>.<slug:kind>": lambda town: [
        Thing(f"/draws/{town.draw}/record.json", SHOWN),
        Thing(f"/draws/{town.draw}/seed.txt", GONE),
    ],
    "agency/places/": lambda town: [
        Thing("/agency/places/", {"GET": {200}, "POST": {404}}, sees=lambda who: who == "union_organiser")
    ],
    "agency/places/waiting/": _one("/agency/places/waiting/", GONE),
    "agency/places/waiting/<slug:code>/": _one("/agency/places/waiting/nothing/", NOT_HERE),
    "agency/places/plan/": lambda town: [
        Thing("/agency/places/plan/", {"GET": {200}, "POST": {400}}, sees=lambda who: who == "union_organiser")
    ],
    "agency/places/plan/compare/": lambda town: [
        Thing("/agency/places/plan/compare/", SHOWN, sees=lambda who: who == "union_organiser")
    ],
    "agency/places/plan/<int:number>/": _one("/agency/places/plan/999999/", NOT_HERE),
    "agency/places/plan/<int:number>.<slug:kind>": _one("/agency/places/plan/999999.pdf", GONE),
    "places/": _one("/places/", {"GET": {200}, "POST": {400}}),
    "places/waiting/": _one("/places/waiting/", SHOWN),
    "places/pickup/": _one("/places/pickup/", SHOWN),
    "places/<slug:code>/count/": _one("/places/nothing/count/", NOT_HERE),
    "api/v1/places/waiting": _api("places/waiting?hub=x", SHOWN, for_all=True),
    "api/v1/places/waiting/<code>": _api("places/waiting/nothing", {"POST": {401}}, json={"taken": 1}, for_all=True),
    "places/kind/<slug:name>/": _one("/places/kind/toilet/", {"GET": {200}, "POST": {400}}),
    "places/<slug:code>/": _one("/places/nothing/", GONE),
    "places/<slug:code>/report/": _one("/places/nothing/report/", NOT_HERE),
    "api/v1/places/nearest": _api("places/nearest", {"POST": {200}}, json={"lng": 120.6, "lat": 28}, for_all=True),
    "weather/": _one("/weather/", SHOWN),
    "weather/stop/": _one("/weather/stop/", SENT),
    "hours/": _one("/hours/", SHOWN),
    "size/": _one("/size/", SENT),
    "cases/code/": _one("/cases/code/", {"GET": {200}, "POST": {400}}),
    "cases/code/enter/": _one("/cases/code/enter/", {"GET": {200}, "POST": {400}}),
    "cases/code/look/": _one("/cases/code/look/", {"GET": {302}}),
    "api/v1/weather/in-force": _api("weather/in-force", SHOWN, for_all=True),
    "api/v1/weather/key": _api("weather/key", SHOWN, for_all=True),
    "api/v1/weather/warnings": _api("weather/warnings", {"POST": {403}}, json={}),
    "company/weather/": _one("/company/weather/", {"GET": {200}, "POST": {302}}),
    "company/findings/": _one("/company/findings/", SHOWN),
    "company/orders/": _one("/company/orders/", SHOWN),
    "company/orders/send/": _one("/company/orders/send/", {"GET": {200}, "POST": {400}}),
    "company/orders/files/<uuid:upload_id>/": _one(f"/company/orders/files/{uuid.UUID(int=0)}/", GONE),
    "company/orders/<slug:name>/": _one("/company/orders/none/", GONE),
    "company/orders/<slug:name>/rows.csv": _one("/company/orders/none/rows.csv", GONE),
    "company/orders/<slug:name>/receipt.<slug:form>": _one("/company/orders/none/receipt.pdf", GONE),
    "agency/training/": _one("/agency/training/", SHOWN),
    "agency/training/<slug:no>/": _training("/agency/training/{no}/", {"GET": {200}, "POST": {400}}, "own"),
    "company/training/": _one("/company/training/", SHOWN),
    "training/": _one("/training/", SHOWN),
    "training/catalogue/": _one("/training/catalogue/", SHOWN),
    "training/events/": _one("/training/events/", SHOWN),
    "training/events/<slug:no>/enter/": _one("/training/events/2026-999999/enter/", NOT_SENT),
    "training/classes/<slug:no>/": _training("/training/classes/{no}/", SHOWN),
    "training/classes/<slug:no>/enrol/": _training("/training/classes/{no}/enrol/", SENT),
    "training/mine/<uuid:enrolment_id>/": _learning("", SHOWN),
    "training/mine/<uuid:enrolment_id>/exam/": _learning("exam/", {"GET": {200}, "POST": {400}}),
    "training/mine/<uuid:enrolment_id>/<slug:lesson_id>/": _learning("riding/", {"GET": {200}, "POST": {200}}),
    "certificates/<uuid:certificate_id>/": _certificates("/", SHOWN),
    "certificates/<uuid:certificate_id>.pdf": _certificates(".pdf", SHOWN),
    "certificates/<uuid:certificate_id>/subsidy/": _certificates("/subsidy/", SENT),
    "check/": _check,
    "agency/audit/": _one("/agency/audit/", {"GET": {200}, "POST": {200}}),
    "agency/audit/access/": _one("/agency/audit/access/", SHOWN),
    "agency/accounts/": _one("/agency/accounts/", {"GET": {200}, "POST": {400}}),
    "agency/accounts/<str:username>/": _account,
    "agency/processing.csv": _one("/agency/processing.csv", SHOWN),
    "agency/system/": _one("/agency/system/", SHOWN),
    "agency/corrections/": lambda town: [
        Thing("/agency/corrections/", {"GET": {200}, "POST": {404}}, may={"GET": HOLDERS, "POST": HOLDERS})
    ],
    "agency/firms/": lambda town: [
        Thing("/agency/firms/", {"GET": {200}, "POST": {400}}, may={"GET": DESK, "POST": DESK})
    ],
    "agency/firms/<uuid:change>/<uuid:file>/": lambda town: [
        Thing(f"/agency/firms/{uuid.uuid4()}/{uuid.uuid4()}/", GONE, may={"GET": DESK})
    ],
    "company/people/": _one("/company/people/", {"GET": {200}, "POST": {400}}),
    "agency/imports/": lambda town: [
        Thing("/agency/imports/", {"GET": {200}, "POST": {400}}, may=dict.fromkeys(("GET", "POST"), CITY_HOLDERS))
    ],
    "agency/imports/<slug:kind>.xlsx": lambda town: [
        Thing("/agency/imports/people.xlsx", SHOWN, may={"GET": CITY_HOLDERS})
    ],
    "agency/counter/": _one("/agency/counter/", {"GET": {200}, "POST": {400}}),
    "agency/counter/<slug:name>/": _one("/agency/counter/one-stop-mediation/", {"GET": {302}, "POST": {302}}),
    "agency/cases/<slug:no>/slip/": _cases("/agency/cases/{no}/slip/", dict.fromkeys(STAGES, GONE)),
    "agency/visitors/": lambda town: [
        Thing("/agency/visitors/", {"GET": {200}, "POST": {400}}, may={"GET": HOLDERS, "POST": HOLDERS})
    ],
    "me/": _me("", SHOWN),
    "me/data.zip": _me("data.zip", {"POST": {200}}),
    "me/record.zip": _me("record.zip", {"POST": {200}}),
    "me/corrections/": _me("corrections/", SENT, field="phone", wanted="13900000000"),
    "me/consents/": _me("consents/", SENT, purpose="survey", given="yes"),
    "me/delete/": _me("delete/", {"GET": {200}, "POST": {400}}, word="删除"),
    "delegate/": _one("/delegate/", {"GET": {200}, "POST": {302}}),
    "privacy/": _one("/privacy/", SHOWN),
    "": _one("/", SHOWN),
    "money/": _one("/money/", {"GET": {200}, "POST": {302}}),
    "money/apply/": _one("/money/apply/", {"GET": {302}}),
    "money/social-insurance-subsidy/": _one("/money/social-insurance-subsidy/", {"GET": {302}}),
    "apply/<slug:name>/on/": _one(f"/apply/{PROCEDURE}/on/", {"GET": {302}}),
    "apply/": _one("/apply/", SHOWN),
    "apply/<slug:name>/": _services,
    "apply/<slug:name>/guide/": _guides,
    "apply/<slug:name>/<slug:step_id>/": _steps,
    "cases/": _one("/cases/", SHOWN),
    "cases/dates.ics": _one("/cases/dates.ics", SHOWN),
    "cases/<slug:no>/": _cases("/cases/{no}/", dict.fromkeys(STAGES, SHOWN)),
    "cases/<slug:no>/meetings.ics": _cases("/cases/{no}/meetings.ics", dict.fromkeys(STAGES, SHOWN)),
    "cases/<slug:no>/why/": _cases("/cases/{no}/why/", {"received": SHOWN, "decided": SHOWN, "paid": SHOWN}),
    "cases/<slug:no>/do/<slug:name>/": _worker_acts,
    "letters/<uuid:letter_id>/": _letter_pages,
    "letters/<uuid:letter_id>.pdf": _letters,
    "agreements/": _one("/agreements/", SHOWN),
    "agreements/<uuid:agreement_id>/": _agreements("/agreements/{id}/", {"GET": {200}, "POST": {400}}),
    "agreements/<uuid:agreement_id>/not-mine/": _agreements(
        "/agreements/{id}/not-mine/", {"GET": {200}, "POST": {400}}
    ),
    "agreements/<uuid:agreement_id>.pdf": _agreements("/agreements/{id}.pdf", SHOWN),
    "cover/": _one("/cover/", SHOWN),
    "company/": _one("/company/", SHOWN),
    "company/agreements/": _one("/company/agreements/", {"GET": {200}, "POST": {200}}),
    "company/agreements/new/": _one("/company/agreements/new/", SHOWN),
    "company/agreements/new/<slug:paper>/": _named("/company/agreements/new/{name}/", "written-agreement", FORM),
    "company/agreements/check/": _one("/company/agreements/check/", FORM),
    "company/agreements/unsigned/": _one("/company/agreements/unsigned/", SHOWN),
    "company/agreements/unsigned.xlsx": _one("/company/agreements/unsigned.xlsx", SHOWN),
    "company/agreements/<uuid:agreement_id>/": _of_the_company("/company/agreements/{agreement}/", FORM, do="sign"),
    "company/agreements/<uuid:agreement_id>.pdf": _of_the_company("/company/agreements/{agreement}.pdf", SHOWN),
    "company/lists/": _one("/company/lists/", SHOWN),
    "company/lists/receipts/<uuid:filing_id>/": _of_the_company("/company/lists/receipts/{filing}/", SHOWN),
    "company/lists/receipts/<uuid:filing_id>.xlsx": _of_the_company("/company/lists/receipts/{filing}.xlsx", SHOWN),
    "company/lists/<slug:name>/": _named("/company/lists/{name}/", "engagements", FORM),
    "company/lists/<slug:name>.xlsx": _named("/company/lists/{name}.xlsx", "single-line-leave", SHOWN),
    "company/cover/": _one("/company/cover/", {"GET": {200}, "POST": {200}}),
    "company/cover/gaps.xlsx": _one("/company/cover/gaps.xlsx", SHOWN),
    "company/rules/": _one("/company/rules/", SHOWN),
    "company/answers/": _one("/company/answers/", SHOWN),
    "company/cases/": _one("/company/cases/", SHOWN),
    "company/cases/<slug:no>/": _company_case("", SHOWN),
    "company/cases/<slug:no>/meetings.ics": _company_case("meetings.ics", SHOWN),
    "company/cases/<slug:no>/do/<slug:name>/": _company_case("do/withdraw/", {"POST": {302, 400}}),
    "company/cases/<slug:no>/evidence/<uuid:evidence_id>/": _company_case("evidence/{evidence}/", SHOWN),
    "company/file/": _one("/company/file/", SHOWN),
    "company/file/<slug:name>/": _filed,
    "company/keys/": _one("/company/keys/", {"GET": {200}, "POST": {400}}),
    "agency/new/": _one("/agency/new/", SHOWN),
    "agency/new/<slug:name>/": _new,
    "cases/<slug:no>/onward/<slug:to>/": _cases("/cases/{no}/onward/arbitration/", dict.fromkeys(STAGES, NOT_SENT)),
    "cases/<slug:no>/calculator/": _cases("/cases/{no}/calculator/", dict.fromkeys(STAGES, NOT_HERE)),
    "cases/<slug:no>/evidence/<uuid:evidence_id>/": _own_evidence,
    "agency/work-plan/": _one("/agency/work-plan/", SHOWN),
    "agency/beside/": _one("/agency/beside/", SHOWN),
    "agency/groups/": lambda town: [Thing("/agency/groups/", SHOWN, sees=_mediates)],
    "agency/groups/<slug:code>/<slug:matter>/": _one("/agency/groups/91330300MA00000069/pay/", NOT_HERE),
    "help/injury/": _one("/help/injury/", {"GET": {200}, "POST": {302}}),
    "help/disputes/": _one("/help/disputes/", {"GET": {200}, "POST": {302}}),
    "help/disputes/<slug:name>/begin/": _one("/help/disputes/one-stop-mediation/begin/", SENT),
    "help/disputes/<slug:name>/": _one("/help/disputes/one-stop-mediation/", {"GET": {302}, "POST": {302}}),
    "guides/": _one("/guides/", SHOWN),
    "guides/quiz/": _one("/guides/quiz/", {"GET": {200}, "POST": {302}}),
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
    "api/v1/evidence": _api("evidence", {"POST": {422}}),
    "api/v1/letters/<uuidstr:letter>": _api_letters,
    "api/v1/lists": _api("lists", {"GET": {200, 403}}),
    "api/v1/lists/<slug:sheet>": _api("lists/engagements", {"POST": {422}}),
    "api/v1/lists/receipts/<uuidstr:filing>": _of_the_company("/api/v1/lists/receipts/{filing}", SHOWN),
    "api/v1/lists/receipts/<uuidstr:filing>/wrong.xlsx": _of_the_company(
        "/api/v1/lists/receipts/{filing}/wrong.xlsx", SHOWN
    ),
    "api/v1/agreements": _api("agreements", {"GET": {200, 403}, "POST": {422}}, json={}),
    "api/v1/agreements/<uuidstr:agreement>/offer": lambda town: [
        Thing(f"/api/v1/agreements/{town.company_agreement}/offer", {"POST": {403, 404, 409}}, json={}),
        Thing(f"/api/v1/agreements/{uuid.uuid4()}/offer", {"POST": {404}}, json={}),
    ],
    "api/v1/agreements/<uuidstr:agreement>/take-back": lambda town: [
        Thing(f"/api/v1/agreements/{uuid.uuid4()}/take-back", {"POST": {404}}, json={}),
    ],
    "api/v1/agreements/unsigned": _api("agreements/unsigned", {"GET": {200, 403}}),
    "api/v1/cover": _api("cover", {"GET": {200, 403}}),
    "api/v1/cover/gaps": _api("cover/gaps", {"GET": {200, 403}}),
    "api/v1/phone/start": _phone_all("start", 200),
    "api/v1/phone/sign-in": _phone_all("sign-in", 422, username="nobody", password="-"),
    "api/v1/phone/sign-in-by-ticket": _phone_all("sign-in-by-ticket", 404, ticket="x"),
    "api/v1/phone/sign-out": _phone_all("sign-out", 200),
    "api/v1/phone/accident/begin": _phone_all("accident/begin", 422, secret="x", digest="x", size=1),
    "api/v1/phone/accident/piece": _phone_all(
        "accident/piece", 404, secret="x", upload=str(uuid.UUID(int=1)), number=0, content=""
    ),
    "api/v1/phone/accident/sealed": lambda town: [
        Thing("/api/v1/phone/accident/sealed", {"POST": {200}}, json={"secret": town.secret}, for_all=True),
        Thing("/api/v1/phone/accident/sealed", {"POST": {404}}, json={"secret": "x"}, for_all=True),
    ],
    "api/v1/phone/accident/after": lambda town: [
        Thing("/api/v1/phone/accident/after", {"POST": {200}}, json={"secret": town.secret}, for_all=True)
    ],
    "api/v1/phone/accident/claim": _phone("accident/claim", 404, me=True, secret="x"),
    "api/v1/phone/files": _phone("files", 200, me=True),
    "api/v1/phone/files/begin": _phone("files/begin", 200, key="x" * 20, size=9),
    "api/v1/phone/files/piece": _phone("files/piece", 404, upload=str(uuid.UUID(int=1)), number=0, content=""),
    "api/v1/phone/what-can-i-get": _phone_all("what-can-i-get", 422, said={"nonsense": 1}),
    "api/v1/phone/calculate": _phone_all("calculate", 404, item="nonsense", facts={}),
    "api/v1/phone/limitation": _phone_all("limitation", 200, matter="pay", knew_on="2026-02-05", lasts=True),
    "api/v1/phone/relation": _phone_all("relation", 200),
    "api/v1/phone/respondents": _phone_all("respondents", 200, name="x"),
    "api/v1/phone/case-by-code/ask": _phone_all("case-by-code/ask", 200, no="2026-000001", phone="1"),
    "api/v1/phone/case-by-code/look": _phone_all("case-by-code/look", 422, no="2026-000001", code="1"),
    "api/v1/phone/form": _phone("form", 200, procedure=PROCEDURE),
    "api/v1/phone/file": _phone("file", 422, procedure=PROCEDURE),
    "api/v1/phone/cases": _phone("cases", 200),
    "api/v1/phone/case": lambda town: _phone_cases(town, "case", 200),
    "api/v1/phone/act": lambda town: _phone_cases(town, "act", 403, act="accept"),
    "api/v1/phone/letter": lambda town: [
        Thing(
            "/api/v1/phone/letter", {"POST": {200}}, place, json={"letter": str(town.letters[place])}, may=_BY_WORKERS
        )
        for place in PLACES
    ],
    "api/v1/phone/me": _phone("me", 200, me=True),
    "api/v1/phone/consent": _phone("consent", 200, me=True, purpose="survey", given=True),
    "api/v1/phone/correct": _phone("correct", 422, me=True, field="phone", wanted="1"),
    "api/v1/phone/agreements": _phone("agreements", 200, me=True),
    "api/v1/phone/agreement": _phone("agreement", 404, me=True, agreement=str(uuid.UUID(int=1))),
    "api/v1/phone/agreement/sign": _phone(
        "agreement/sign", 404, me=True, agreement=str(uuid.UUID(int=1)), sha256="x", read=True
    ),
    "api/v1/phone/agreement/not-mine": _phone(
        "agreement/not-mine", 404, me=True, agreement=str(uuid.UUID(int=1)), statement="x"
    ),
    "api/v1/phone/hours": _phone("hours", 200, me=True),
    "api/v1/phone/cover": _phone("cover", 200, me=True, on="2026-02-05"),
    "api/v1/phone/places/report": _phone("places/report", 404, me=True, place="nothing", faults=["closed"]),
    "api/v1/law/": _api("law/", SHOWN, for_all=True),
    "api/v1/law/<slug:item>": _api("law/retirement-age", {"POST": {422}}, json={}, for_all=True),
}
