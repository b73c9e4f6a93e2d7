"""核验文书: whether a paper is ours and still holds, for anybody who types the code that stands on it.

Nothing personal is told: number, title, body, day, digest of the file, and whether it holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.conf import settings
from django.urls import reverse

from huxin.casework.law.city import city_pack, office_label
from huxin.casework.models import Letter
from huxin.casework.outbox.letters.titles import title_of
from huxin.law.dates import day_of
from huxin.law.pack.letters import APPLICANT

Standing = Literal["holds", "void", "waiting"]


@dataclass(frozen=True)
class PublicPaper:
    """What anybody may know of a paper.  ``body`` is empty for what a side itself wrote."""

    code: str
    title: dict[str, str]
    number: str
    body: dict[str, str]
    day: date
    sha256: str
    standing: Standing
    voided_on: date | None = None


def find_paper(code: str) -> PublicPaper | None:
    """The paper of a code, however it is written; None where there is none."""
    plain = "".join(one for one in code.upper() if one.isalnum())[:20]
    rows = Letter.objects.select_related("number", "case").defer("sealed").filter(code=plain) if plain else ()
    row = next(iter(rows), None)
    if row is None:
        return None
    void = row.number is not None and row.number.voided_at is not None
    voided = row.number.voided_at if row.number is not None else None
    return PublicPaper(
        code=written_code(plain),
        title={language: title_of(row.template, row.variant, language) for language in ("zh", "en")},
        number=row.number.text if row.number is not None else "",
        body={language: _body(row, language) for language in ("zh", "en")},
        day=day_of(row.asked_at),
        sha256=row.sha256,
        standing="void" if void else "holds" if row.issued_at is not None else "waiting",
        voided_on=day_of(voided) if voided is not None else None,
    )


def written_code(code: str) -> str:
    """A code in groups of four, as it stands on the paper: ``ABCD-EFGH-JKMN-PQRS``."""
    return "-".join(code[place : place + 4] for place in range(0, len(code), 4))


def address_of(code: str) -> str:
    """The public address at which a paper is checked; empty where this installation has no name of its own."""
    host = settings.ALLOWED_HOSTS[0].strip() if settings.ALLOWED_HOSTS else ""
    if not host or host.startswith((".", "*")):
        return ""
    return f"{'http' if settings.DEMO else 'https'}://{host}{reverse('worker:paper')}?code={written_code(code)}"


def _body(row: Letter, language: str) -> str:
    pack = city_pack()
    letter, procedure = pack.letters.get(row.template), pack.procedures.get(row.case.procedure)
    body = (letter and letter.issuer) or (procedure and procedure.issuer) or row.case.department
    if row.number is not None:
        body = row.number.body
    return "" if body == APPLICANT else office_label(body, row.case.county, language)
