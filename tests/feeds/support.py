"""Deliveries for tests: rows of one company, as files, and what the lake holds of them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import random
import time
import uuid
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
from django.http import HttpResponseBase
from django.test import Client

from huxin.feeds.service import FeedDelivery, Landed, lake_glob, receive
from huxin.feeds.signing import signed_text
from huxin.supervision.synth.defects import SENDER, good_row

FIRST = date(2026, 7, 1)
Row = dict[str, Any]


def rows(count: int, seed: int = 1, **changes: Any) -> list[Row]:
    """Orders without a fault, each with a number of its own."""
    draw = random.Random(seed)
    return [good_row(place, FIRST, draw) | {"order_id": f"S{seed}-{place}"} | changes for place in range(count)]


def ndjson(some: Iterable[Row]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in some).encode()


def land(content: bytes, name: str = "orders.ndjson", company: str = SENDER, kind: str = "orders") -> Landed:
    return receive([content], FeedDelivery(company, kind, name, "test"))


def held(kind: str = "orders") -> list[Row]:
    """Every row of the lake as a scan reads it, in an order of its own."""
    found = duckdb.sql(f"FROM read_parquet('{lake_glob(kind)}') ORDER BY ALL").to_arrow_table().to_pylist()
    return [dict(row) for row in found]


def content_hash(lake: Path) -> str:
    """SHA-256 over every file's place and rows, without the moment of landing."""
    digest = hashlib.sha256()
    for path in sorted(lake.glob("[a-z]*/**/*.parquet")):
        found = duckdb.execute(f"SELECT * EXCLUDE landed_at FROM read_parquet('{path}') ORDER BY ALL").fetchall()  # noqa: S608
        digest.update(f"{path.relative_to(lake)} {found}\n".encode())
    return digest.hexdigest()


def digest(body: bytes) -> str:
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


class Sender:
    """A company's program: signs with a shared secret."""

    def __init__(self, key: str, secret: str, company: str = SENDER) -> None:
        self.key, self.secret, self.company = key, bytes.fromhex(secret), company

    def headers(self, method: str, path: str, body: bytes = b"", **changes: str) -> dict[str, str]:
        told = {
            "Huxin-Key": self.key,
            "Huxin-Timestamp": str(int(time.time())),
            "Idempotency-Key": uuid.uuid4().hex if body else "",
            "Content-Type": "application/x-ndjson" if body else "",
            "Content-Digest": digest(body) if body else "",
        } | changes
        signed = ("Huxin-Timestamp", "Idempotency-Key", "Content-Type", "Content-Digest")
        message = signed_text(method, path, *(told[name] for name in signed))
        told.setdefault("Huxin-Signature", base64.b64encode(hmac.digest(self.secret, message, "sha256")).decode())
        return {name: value for name, value in told.items() if value}

    def post(self, body: bytes, kind: str = "orders", **changes: str) -> HttpResponseBase:
        path = f"/api/v1/feeds/{self.company}/{kind}/batches"
        return send(path, body, self.headers("POST", path, body, **changes))

    def get(self, path: str, **changes: str) -> HttpResponseBase:
        return Client(raise_request_exception=False).get(path, headers=self.headers("GET", path, **changes))


def send(path: str, body: bytes, headers: Mapping[str, str]) -> HttpResponseBase:
    plain = {name: value for name, value in headers.items() if name != "Content-Type"}
    media = headers.get("Content-Type", "application/octet-stream")
    return Client(raise_request_exception=False).generic("POST", path, body, content_type=media, headers=plain)
