"""Signatures 签名 under a drafted text: who signed which words, when and in which session; a new draft voids them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from huxin.casework.case.dossier import Dossier
from huxin.law import InputError

HASH: Final = "signed_hash"
SESSION: Final = "signed_session"
EVIDENCE: Final = (HASH, SESSION)
"""What a page adds to a signature itself; nobody types it."""


@dataclass(frozen=True)
class CaseSignature:
    """One signature.  ``stands``: it is under the text as it is now.  ``session``: SHA-256 of the session, if any."""

    by: str
    at: datetime
    digest: str
    session: str
    stands: bool


def text_digest(text: Mapping[str, Any]) -> str:
    """SHA-256 over the drafted answers as canonical JSON; 64 hexadecimal digits."""
    written = json.dumps(dict(text), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def text_to_sign(dossier: Dossier, act: str) -> Mapping[str, Any] | None:
    """The text that this act signs, as it was drafted last; None for an act that signs nothing."""
    spec = dossier.procedure.acts[act]
    if spec.requires is None or all(one.name != HASH for one in spec.payload):
        return None
    drafted = dossier.unhidden.last(spec.requires.act)  # who signs reads all of what is signed
    return drafted.payload if drafted is not None else None


def signatures(dossier: Dossier) -> list[CaseSignature]:
    """Every signature of the case, oldest first."""
    found = []
    for step in dossier.unhidden.steps:
        if HASH in step.payload:
            text, said = text_to_sign(dossier, step.act), str(step.payload[HASH])
            stands = text is not None and text_digest(text) == said
            found.append(CaseSignature(step.by, step.at, said, str(step.payload.get(SESSION, "")), stands))
    return found


def check_signed(dossier: Dossier, act: str, payload: Mapping[str, Any]) -> None:
    """A signature is under the words that stand now, and what was signed is not settled in other words.

    Raises InputError.
    """
    text = text_to_sign(dossier, act)
    if text is not None:
        if payload.get(HASH, text_digest(text)) != text_digest(text):
            hint = _("协议改过了，重新看一遍再签。")
            raise InputError("changed_text", f"payload.{HASH}", payload[HASH], "the digest of the text now", hint)
        return
    _check_settled(dossier, act, payload)


def _check_settled(dossier: Dossier, act: str, payload: Mapping[str, Any]) -> None:
    if dossier.procedure.acts[act].to != "done" or not any(one.stands for one in signatures(dossier)):
        return
    signing = next(one.id for one in dossier.procedure.acts.values() if any(f.name == HASH for f in one.payload))
    for name, signed in (text_to_sign(dossier, signing) or {}).items():
        if name in {one.name for one in dossier.procedure.acts[act].payload} and payload.get(name) != signed:
            hint = _("这和双方签过名的协议不一样。按签过的写；要改，重新起草再签。")
            raise InputError("not_as_signed", f"payload.{name}", payload.get(name), str(signed), hint)
