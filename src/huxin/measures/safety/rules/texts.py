"""The text of a rule, from the PDF that was handed in and is kept as evidence."""

from __future__ import annotations

import re
from typing import Final
from uuid import UUID

from huxin.casework.service import Dossier, open_evidence
from huxin.files.documents import text_of
from huxin.identity.service import Actor
from huxin.law import InputError

LONGEST: Final = 400_000


def text_of_pdf(content: bytes) -> str:
    """The words of a PDF, line by line; empty where it holds none (a scan) or cannot be read."""
    if not content.startswith(b"%PDF-"):
        return ""
    try:
        found = text_of(content)
    except InputError:
        return ""
    return "\n".join(line.strip() for line in found.splitlines() if line.strip())[:LONGEST]


def text_of_case(actor: Actor, dossier: Dossier) -> str:
    """The text of the rule that a filing hands in, all its files in their order."""
    papers = [UUID(str(one["id"])) for one in dossier.evidence if one["kind"] == "rule_text"]
    texts = [text_of_pdf(open_evidence(actor, dossier.case.no, one)[1]) for one in papers]
    return "\n".join(text for text in texts if text)


def sentences(text: str) -> list[str]:
    """Sentences of Chinese text; a line that a page broke off goes on."""
    joined = re.sub(r"(?<=[\u4e00-\u9fff，、])\n(?=[\u4e00-\u9fff])", "", text)
    return [one.strip() for one in re.findall(r"[^。；！？\n]+[。；！？]?", joined) if one.strip()]
