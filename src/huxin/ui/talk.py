"""The messages of a case on a page: who wrote what, with files, and who waits for a call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from huxin.casework.service import WRITE, Dossier, messages_in
from huxin.law.procedures import EvidenceSpec
from huxin.ui.turn import side_name

ATTACHED: Final = EvidenceSpec(
    id="files",
    label={"zh": "照片或文件", "en": "Photos or files"},
    why={"zh": "跟这次留言有关的。", "en": "What belongs to this message."},
)
"""The files that come with a message."""


def talk_of(dossier: Dossier, paper: Callable[[str], str], *, office: bool = False) -> list[Mapping[str, Any]]:
    """The messages, the oldest first.  ``paper``: the address of a file; ``office``: whether an officer reads them."""
    return [
        {
            "mine": (step.act != WRITE) == office,
            "who": side_name(step.by) if step.act == WRITE else _officer(step.actor, office=office),
            "to": step.payload.get("to", ""),
            "text": step.payload["text"],
            "call": step.payload.get("call_to", "") if step.payload.get("call_back") is True else "",
            "at": step.at,
            "papers": [paper(one["id"]) for one in step.evidence],
        }
        for step in messages_in(dossier)
    ]


def _officer(account: Any, *, office: bool) -> str:
    return account.label if office and account is not None else _("经办单位")
