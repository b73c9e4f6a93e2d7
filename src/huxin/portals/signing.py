"""Signing a drafted text on a page: what stands there is read first; digest and session go with the signature."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from huxin.casework.service import EVIDENCE, HASH, SESSION, Dossier, text_digest, text_to_sign
from huxin.law.procedures import Act, Field
from huxin.portals.forms import shown
from huxin.portals.templatetags.words import say


def asked(spec: Act) -> list[Field]:
    """What a person is asked in an act; files and the evidence of a signature come another way."""
    return [one for one in spec.payload if one.kind != "file" and one.name not in EVIDENCE]


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


def signed(request: HttpRequest, dossier: Dossier, spec: Act, values: Mapping[str, Any]) -> dict[str, Any]:
    """The answers with the digest of the words that stood on the page, and with the session, hashed."""
    if text_to_sign(dossier, spec.id) is None:
        return dict(values)
    session = hashlib.sha256(str(request.session.session_key).encode()).hexdigest()
    return {**values, HASH: request.POST.get(HASH, "")[:64], SESSION: session}
