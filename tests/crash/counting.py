"""After the kills: what the clients were told, against what stands in the database."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from tests.crash.client import Client
from tests.server import HUXIN, environment

COUNT = """
import collections, json, django; django.setup()
from tests.support import rebuild
from huxin.casework.models import Act, Case, Letter
from huxin.casework.case.dossier import open_dossier
texts, wrong = collections.Counter(), []
for case in Case.objects.filter(no__in={cases!r}).select_related("applicant__data_key"):
    for step in open_dossier(case).steps:
        texts.update(str(v) for v in step.payload.values() if str(v).startswith(("note-", "add_evidence-")))
    again = rebuild(case)
    wrong += [f.attname for f in case._meta.fields if getattr(again, f.attname) != getattr(case, f.attname)]
print(json.dumps({{"texts": texts, "wrong": wrong}}))
"""


@dataclass
class Told:
    """What the clients know."""

    acknowledged: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def told(clients: Iterable[Client]) -> Told:
    everybody = list(clients)
    return Told(
        [text for client in everybody for text in client.acknowledged],
        [text for client in everybody for text in client.refused],
    )


def check_nothing_lost(data: Path, cases: Iterable[str], found: Told) -> None:
    """Every acknowledged act once, no other act, list rows as their acts say, and a log that verifies."""
    command = [sys.executable, "-c", COUNT.format(cases=sorted(set(cases)))]
    counted = subprocess.run(command, env=environment(data), capture_output=True, text=True, check=True)
    stored = json.loads(counted.stdout)
    assert {text: count for text, count in stored["texts"].items() if count != 1} == {}
    assert set(found.acknowledged) <= set(stored["texts"])
    assert set(stored["texts"]) <= {*found.acknowledged, *found.refused}
    assert stored["wrong"] == []
    verified = [HUXIN, "audit", "verify"]
    done = subprocess.run(verified, env=environment(data), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
