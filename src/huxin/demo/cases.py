"""Two hundred cases on every stretch of the way, made through the service and dated back."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

from huxin.casework.service import city_pack, file_case, perform, receive_evidence, view_case, write_act
from huxin.identity.service import SYSTEM, Account, Actor, actor_for
from huxin.law.dates import SHANGHAI, format_month, month_of

CASES: Final = 200
PROCEDURE: Final = "social-insurance-subsidy"
_PHOTO: Final = Path(__file__).with_name("orders.png")
_TRADES: Final = ("courier", "takeaway", "instant_delivery", "ride_hailing", "designated_driver", "livestream")
_STATIONS: Final = (
    ("filed", 30), ("asked", 18), ("completed", 12), ("accepted", 30), ("proposed", 30), ("decided", 28),
    ("paid", 28), ("refused", 10), ("not_accepted", 6), ("withdrawn", 8),
)  # fmt: skip
"""How far a case has come, and how many have come that far; 200 together."""


def make_cases(draw: Random, applicants: list[Account], today: date, tick: Callable[[], object]) -> None:
    """One case per applicant, in the order of the stations."""
    stations = [name for name, count in _STATIONS for _ in range(count)]
    for account, station in zip(applicants[:CASES], stations, strict=True):
        _Way(draw, account, today, station).go()
        tick()


class _Way:
    """One case from its filing to its station."""

    def __init__(self, draw: Random, account: Account, today: date, station: str) -> None:
        assert account.person is not None  # noqa: S101 - workers have one
        self.draw, self.actor, self.today, self.station = draw, actor_for(account), today, station
        self.county = account.person.county
        self.no = ""
        self.at = self._begin()

    def _begin(self) -> datetime:
        """Long ago for what has ended; lately for what is open, some of it late."""
        ended = self.station in ("decided", "paid", "refused", "not_accepted", "withdrawn")
        back = self.draw.randrange(60, 200) if ended else self.draw.randrange(0, 45)
        if self.station == "decided":
            back = self.draw.randrange(8, 30)
        minutes = self.draw.randrange(8 * 60, 17 * 60)
        return datetime.combine(self.today - timedelta(days=back), time(), SHANGHAI) + timedelta(minutes=minutes)

    def go(self) -> None:
        for act in {
            "filed": [],
            "asked": ["ask_completion"],
            "completed": ["ask_completion", "complete"],
            "accepted": ["accept"],
            "proposed": ["accept", "propose"],
            "decided": ["accept", "propose", "decide"],
            "paid": ["ask_completion", "complete", "accept", "propose", "decide", "pay"],
            "refused": ["accept", "propose", "decide"],
            "not_accepted": ["refuse"],
            "withdrawn": ["withdraw"],
        }[self._file()]:
            self._act(act)

    def _file(self) -> str:
        photo = str(receive_evidence(self.actor, io.BytesIO(_PHOTO.read_bytes())).id)
        last = month_of(self.at.date()) - 1
        excluded = self.station == "refused"
        answers: dict[str, Any] = {
            "trade": self.draw.choice(_TRADES),
            "county": self.county,
            "from_month": format_month(last - 11),
            "to_month": format_month(last),
            "months_right": True,
            "group": "hardship",
            "has_exclusion": excluded,
            "bank_card": f"62{self.draw.randrange(10**17):017d}",
            "phone": f"199{self.draw.randrange(10**8):08d}",
            "declared": True,
        }
        if excluded:
            answers["exclusions"] = ["public_post"]
        papers = {"platform_orders": [photo]}
        done = file_case(self.actor, PROCEDURE, answers, papers=papers, key=self._key("file"), at=self.at)
        self.no = str(done["no"])
        return self.station

    def _key(self, act: str) -> str:
        return f"demo-{self.county}-{self.draw.randrange(10**12)}-{act}"

    def _act(self, act: str) -> None:
        days = 21 if act == "pay" else self.draw.choice((0, 1, 1, 2, 4))
        now = datetime.combine(self.today, time(23, 59), SHANGHAI)
        self.at = min(self.at + timedelta(days=days, minutes=self.draw.randrange(20, 200)), now)
        payload = self._payload(act)
        do = perform if city_pack().procedures[PROCEDURE].acts[act].written_by is None else write_act
        do(self._who(act), self.no, act, payload, key=self._key(act), at=self.at)

    def _who(self, act: str) -> Actor:
        if act in ("complete", "withdraw"):
            return self.actor
        role = {"decide": "approver", "pay": "finance"}.get(act, "handler")
        return actor_for(Account.objects.get(username=f"{role}-{self.county}"))

    def _payload(self, act: str) -> dict[str, Any]:
        clause = city_pack().cite(city_pack().procedures[PROCEDURE].clause)
        if act in ("propose", "decide"):
            dossier = view_case(SYSTEM, self.no)
            proposed = dossier.last("propose")
            if proposed is not None:
                return dict(proposed.payload)
            found = dossier.evaluate(self.at.date())
            result = found.as_json() if found is not None else {}
            if result.get("verdict") == "granted":
                return {"outcome": "granted", "amount": result["outputs"]["amount"]["value"], "clause": clause}
            reason = "；".join(one["text"] for one in result["reasons"]) or "不符合条件。"
            return {"outcome": "refused", "clause": clause, "reason": reason}
        return {
            "ask_completion": {"items": "订单截图看不清日期，请重新拍一张最近一个月的。"},
            "refuse": {"clause": clause, "reason": "你申请的是别的城市的参保记录，请到参保地办。"},
            "pay": {"batch": f"演示-{self.at:%Y%m}", "paid_on": self.at.date().isoformat()},
        }.get(act, {})
