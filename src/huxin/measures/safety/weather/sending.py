"""Messages to companies, worked off by ``huxin worker``: tried again, each time later, until taken or given up."""

from __future__ import annotations

import json
from http.client import HTTPException
from typing import Any, Final

from django.utils import timezone

from huxin.casework.service import ConflictError, ForbiddenError, NotFoundError, perform
from huxin.core.service import MOST_TRIES, Queue, hint_of
from huxin.identity.service import Actor
from huxin.law import InputError
from huxin.measures.safety.models import Attempt, Delivery, Webhook
from huxin.measures.safety.weather.addresses import target_of
from huxin.measures.safety.weather.posting import post
from huxin.measures.safety.weather.webhooks import sign
from huxin.people.service import Company


class NotTakenError(Exception):
    """The address did not take the message; it is sent again later."""


def _send(row: Delivery) -> int:
    address = Webhook.objects.filter(company_id=row.company_id).values_list("url", flat=True).first()
    if address is None:
        Delivery.objects.filter(id=row.id).update(tries=MOST_TRIES)
        return 0
    status, answer = _post(address, row)
    Attempt.objects.create(delivery=row, at=timezone.now(), status=status, said=_plain(answer))
    if status is None or not 200 <= status < 300:
        raise NotTakenError(f"{row.id}: {status}")
    Delivery.objects.filter(id=row.id).update(delivered_at=timezone.now())
    _acknowledge(row, answer)
    return 1


def _post(address: str, row: Delivery) -> tuple[int | None, bytes]:
    """(HTTP status or None, what was answered); never raises for what the other side does."""
    body = row.body.encode()
    signed = sign(body, timezone.now())
    headers = {
        "Content-Type": "application/json",
        "Huxin-Delivery": str(row.id),
        "Huxin-Timestamp": signed.timestamp,
        "Huxin-Signature": f"ed25519={signed.signature}",
    }
    try:
        return post(target_of(address), body, headers)
    except InputError as error:
        return None, hint_of(error).encode()
    except (OSError, HTTPException, ValueError) as error:
        return None, type(error).__name__.encode()


def _plain(answer: bytes) -> str:
    return "".join(one for one in answer.decode("utf-8", "replace") if one.isprintable())[:200]


def _acknowledge(row: Delivery, answer: bytes) -> None:
    """``{"acknowledged": true}`` in the answer is the company's act; anything else is a receipt and no more."""
    try:
        said: Any = json.loads(answer)
    except (ValueError, RecursionError):
        return
    if not isinstance(said, dict) or said.get("acknowledged") is not True or not row.event.endswith(".issued"):
        return
    company = Company.objects.select_related("person").get(credit_code=row.company_id)
    actor = Actor("company", person_id=company.person_id, roles=frozenset({"unit"}), label=company.name)
    payload = {name: said[name][:200] for name in ("done_what",) if isinstance(said.get(name), str) and said[name]}
    try:
        perform(actor, row.case_id, "acknowledge", payload, key=f"webhook-{row.id}")
    except (InputError, ForbiddenError, NotFoundError, ConflictError) as error:
        Attempt.objects.create(delivery=row, at=timezone.now(), status=None, said=f"acknowledge: {error}"[:200])


QUEUE: Final = Queue(
    "weather",
    {"zh": "推送给平台的天气指令", "en": "Weather orders pushed to platforms"},
    lambda: Delivery.objects.filter(delivered_at__isnull=True),
    _send,
)
