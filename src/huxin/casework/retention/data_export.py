"""Everything about a person in one file that they can take away: JSON, letters, their own papers, and all hashes."""

from __future__ import annotations

import hashlib
import json
import tempfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import IO, Any, Final

from huxin.casework.case.dossier import Dossier
from huxin.casework.case.drafts import load_draft
from huxin.casework.case.queries import evidence_rows, letters_of, my_cases, open_evidence, view_case
from huxin.casework.case.visibility import begun_for
from huxin.casework.errors import DamagedError, DisposedError
from huxin.casework.evidence.files import WithheldError
from huxin.casework.models import Case, Draft
from huxin.casework.outbox.letters.queue import letter_pdf
from huxin.core.service import Entry
from huxin.evidence.service import EXTENSIONS, Evidence
from huxin.identity.service import Account, Actor, Trace, leave_trace
from huxin.people.service import ErasedError, Person, Viewing, consents, corrections, details_of, registers_of

SUMS: Final = "SHA256SUMS"
"""``sha256sum --check SHA256SUMS`` verifies the unpacked files."""
OwnRows = Callable[[Actor], Sequence[Mapping[str, Any]]]
_rooms: dict[str, OwnRows] = {}


def register_own_data(name: str, rows: OwnRows) -> None:
    """Say what another room keeps about a person; it becomes ``name.json``."""
    _rooms[name] = rows


def own_archive(actor: Actor) -> IO[bytes]:
    """A ZIP of everything that is kept about the actor, in a temporary file at its beginning.

    Raises PermissionError for anybody but the person.
    """
    if actor.person_id is None or actor.on_behalf:
        raise PermissionError("Only the person takes their own data.")
    leave_trace("export", "own_data", actor.pk, person=actor.person_id)
    out = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
    sums: list[str] = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:

        def put(name: str, content: bytes) -> None:
            archive.writestr(name, content)
            sums.append(f"{hashlib.sha256(content).hexdigest()}  {name}")

        put("person.json", _json(_person(actor)))
        for name, rows in _rooms.items():
            put(f"{name}.json", _json(rows(actor)))
        gone = []
        for case in my_cases(actor):
            try:
                dossier = view_case(actor, case.no)
            except (DisposedError, ErasedError) as error:
                gone.append(_gone(case, "disposed" if isinstance(error, DisposedError) else "erased"))
                continue
            put(f"cases/{case.no}.json", _json(_case(dossier)))
            for letter in letters_of(dossier):
                if letter.issued_at is not None:
                    name, pdf = letter_pdf(actor, letter.id)
                    put(f"cases/{case.no}/{letter.act_seq:02d}-{name}", pdf)
            for kind, row in evidence_rows(dossier):
                name = f"cases/{case.no}/{kind}-{row.id}"
                ending, content = _file(actor, case, row)
                put(f"{name}.{ending}", content)
        put("cases/gone.json", _json(gone))
        archive.writestr(SUMS, "\n".join([*sums, ""]))
    out.seek(0)
    return out


def _file(actor: Actor, case: Case, row: Evidence) -> tuple[str, bytes]:
    """(ending, content) of a file; of one that cannot be given out what is known of it."""
    digests = {"sha256": row.sha256, "sm3": row.sm3}
    try:
        return EXTENSIONS[row.media_type], open_evidence(actor, case.no, row.id)[1]
    except DamagedError:
        return "damaged.json", _json(digests)
    except WithheldError as error:
        return "withheld.json", _json({"scan": str(error), **digests})


def _gone(case: Case, why: str) -> dict[str, Any]:
    """What is left of a case when its time is over, or when the other side had its data erased."""
    return {"no": case.no, "procedure": case.procedure, "filed_at": case.filed_at, "status": case.status, "why": why}


def _json(content: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=1, default=str).encode()


def _person(actor: Actor) -> dict[str, Any]:
    person = Person.objects.select_related("data_key").get(id=actor.own_person)
    account = Account.objects.get(pk=actor.pk)
    seen = Viewing.objects.filter(person=person).select_related("account").order_by("at")
    done = Trace.objects.filter(person=person).order_by("at")
    return {
        "details": vars(details_of(person)),
        "county": person.county,
        "registers": registers_of(person),
        "account": {"username": account.username, "last_sign_in": account.last_login},
        "consents": [
            {
                "purpose": one.purpose,
                "given": one.given,
                "at": one.at,
                "delegate": one.delegate and one.delegate.username,
            }
            for one in consents.consents_of(person.id)
        ],
        "corrections": [
            {"field": row.field, "wanted": corrections.wanted_of(row), "asked": row.asked_at, "accepted": row.accepted}
            for row in corrections.corrections_of(person.id)
        ],
        "who_looked": [
            {"office": row.account.department, "field": row.field, "reason": row.reason, "at": row.at} for row in seen
        ],
        "what_was_done": [{"kind": row.kind, "what": row.what, "at": row.at} for row in done],
        "drafts": {
            name: load_draft(person.id, name)["answers"]
            for name in Draft.objects.filter(person=person).values_list("procedure", flat=True)
        },
    }


def _case(dossier: Dossier) -> dict[str, Any]:
    """The case with every act and the sealed hash of each."""
    case = dossier.case
    sealed = dict(Entry.objects.filter(kind="act", subject__startswith=f"{case.no}/").values_list("subject", "hash"))
    return {
        "no": case.no,
        "procedure": case.procedure,
        "department": case.department,
        "county": case.county,
        "status": case.status,
        "filed_at": begun_for(dossier),
        "amount_fen": case.amount_fen,
        "acts": [
            {
                "seq": step.seq,
                "act": step.act,
                "by": step.by,
                "at": step.at,
                "payload": step.payload,
                "registers": step.registers,
                "decision": step.decision,
                "sealed": sealed.get(f"{case.no}/{step.seq}"),
            }
            for step in dossier.steps
        ],
        "files": [
            {"kind": kind, "id": row.id, "sha256": row.sha256, "sm3": row.sm3, "received": row.received_at}
            for kind, row in evidence_rows(dossier)
        ],
    }
