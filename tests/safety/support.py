"""Warnings for tests, as the weather service would send them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from huxin.law.dates import SHANGHAI

COUNTY = "330304"
NOW = datetime(2026, 8, 6, 4, 0, tzinfo=UTC)
"""Noon in the city."""


def clock(hours: float) -> str:
    """So many hours from NOW, as the service writes a time."""
    return (NOW + timedelta(hours=hours)).astimezone(SHANGHAI).isoformat()


def warning(
    name: str = "w-1", colour: str = "red", *, start: float = 0, end: float = 6, **changes: Any
) -> dict[str, Any]:
    """A typhoon warning for one county."""
    return {
        "id": name,
        "senderName": "瓯海区气象台",
        "issuedTime": clock(start),
        "messageType": "alert",
        "eventType": {"code": "1001", "name": "台风"},
        "color": {"code": colour},
        "effectiveTime": clock(start),
        "expireTime": clock(end),
        "counties": [COUNTY],
        "headline": "瓯海区气象台发布台风预警",
    } | changes


def cancel(name: str, *old: str, at: float) -> dict[str, Any]:
    """A message that takes warnings back."""
    return {"id": name, "messageType": "cancel", "supersedes": list(old), "issuedTime": clock(at)}


def sent(*messages: dict[str, Any]) -> bytes:
    return json.dumps({"alerts": list(messages)}, ensure_ascii=False).encode()


CAP = """<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
  <identifier>{id}</identifier><sender>ouhai@weather.example</sender><sent>2026-08-06T12:00:00+08:00</sent>
  <status>{status}</status><msgType>{kind}</msgType><scope>Public</scope>{references}
  <info><language>zh-CN</language><category>Met</category><event>{event}</event><urgency>Immediate</urgency>
    <severity>Extreme</severity><certainty>Observed</certainty>
    <eventCode><valueName>code</valueName><value>{code}</value></eventCode>
    <effective>2026-08-06T12:00:00+08:00</effective><expires>2026-08-06T18:00:00+08:00</expires>
    <senderName>瓯海区气象台</senderName><headline>{headline}</headline>
    <area><areaDesc>瓯海区</areaDesc><geocode><valueName>adcode</valueName><value>{county}</value></geocode></area>
  </info>
</alert>"""


def cap(**changes: str) -> bytes:
    held = {
        "id": "cap-1", "status": "Actual", "kind": "Alert", "references": "", "event": "台风红色预警", "code": "1001",
        "headline": "瓯海区气象台发布台风红色预警信号", "county": "330304000000",
    }  # fmt: skip
    return CAP.format(**{**held, **changes}).encode()
