"""Signing on a page, a drafted text of a case or an agreement: what stands there is read first.

The digest of the words and the session go with the signature.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from huxin.casework.service import (
    EVIDENCE,
    HASH,
    SESSION,
    ConflictError,
    Dossier,
    ForbiddenError,
    text_digest,
    text_to_sign,
)
from huxin.core.service import hint_of
from huxin.identity.service import actor_of, presence_of
from huxin.law import InputError
from huxin.law.procedures import ACTOR, COMPUTED, Act, Field
from huxin.measures.employment.service import sign_agreement
from huxin.people.service import Agreement
from huxin.ui.forms import FormProblem, shown
from huxin.ui.templatetags.words import say


def asked(spec: Act) -> list[Field]:
    """What a person is asked in an act; files and the evidence of a signature come another way, and whose act it is
    or what the program works out is not asked at all."""
    unasked = (ACTOR, COMPUTED)
    return [
        one for one in spec.payload if one.kind != "file" and one.name not in EVIDENCE and one.source not in unasked
    ]


def to_sign(dossier: Dossier, spec: Act) -> dict[str, Any] | None:
    """``{"rows": [{"label", "text"}], "digest"}`` of the text that this act signs; None where there is none."""
    text = text_to_sign(dossier, spec.id)
    if text is None or spec.requires is None:
        return None
    fields = {one.name: one for one in dossier.procedure.acts[spec.requires.act].payload}
    rows = [
        {"label": say(fields[name].label), "text": shown(fields[name], value)}
        for name, value in text.items()
        if name in fields
    ]
    return {"rows": rows, "digest": text_digest(text)}


def signed(request: HttpRequest, dossier: Dossier, spec: Act, values: Mapping[str, Any], seen: str) -> dict[str, Any]:
    """The answers with ``seen``, the digest of the words that stood on the page, and with the session, hashed."""
    if text_to_sign(dossier, spec.id) is None:
        return dict(values)
    session = hashlib.sha256(str(request.session.session_key).encode()).hexdigest()
    return {**values, HASH: seen[:64], SESSION: session}


def sign_paper(request: HttpRequest, row: Agreement) -> list[FormProblem]:
    """Put the signature of whoever looks at the page under an agreement; answers what stands against it."""
    try:
        sign_agreement(
            actor_of(request), row.id, presence_of(request), read_to_end=request.POST.get("read") == "yes",
            seen_sha256=request.POST.get("sha256", ""), key=request.POST.get("key", "")[:80],
        )  # fmt: skip
    except InputError as error:
        words = {
            "not_read": _("先把全文看完，再勾选“我看完了，同意签”。"),
            "changed": _("协议和你看到的不一样，请重新打开再看一遍。"),
        }
        return [FormProblem(words.get(error.problem.code, hint_of(error)), "f-read")]
    except (ConflictError, ForbiddenError):
        return [FormProblem(_("这份协议现在不能签，刷新看看。"))]
    return []
