"""Time stamps 时间戳 on letters (RFC 3161): a stamp server says when a paper was signed, not this machine's clock.

``HUXIN_STAMP_SERVER`` names the server.  What its certificates are checked by lies in ``keys/stamps``, one PEM file for
each authority; files of earlier servers stay there, for the papers that they stamped outlive them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from django.conf import settings
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.sign.timestamps import TimeStamper, TimestampRequestError

from huxin.core.http.outside import ask

STAMPS: Final = "stamps"
"""The folder of the authorities by which a time stamp is checked."""
ROOM: Final = 8192
"""Bytes for a time stamp with the certificates of its server."""
_ASKED: Final = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}


class StampServer(TimeStamper):
    """A server that stamps digests; nothing of a paper but its digest goes there."""

    def __init__(self, address: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.address = address

    async def async_request_tsa_response(self, req: Any) -> Any:
        """The server's reply.  Raises AwayError when it does not answer, TimestampRequestError when it refuses."""
        from asn1crypto.tsp import TimeStampResp

        answer = ask("POST", self.address, _ASKED, req.dump())
        if answer.status != 200:
            raise TimestampRequestError(f"the stamp server answered {answer.status}")
        return TimeStampResp.load(answer.body)


def stamp_server() -> StampServer | None:
    """The server of this installation; None where it has none."""
    return StampServer(settings.STAMP_SERVER) if settings.STAMP_SERVER else None


def authorities() -> list[Any]:
    """The certificates by which time stamps are checked, of now and of before."""
    places = sorted((Path(settings.KEY_FOLDER) / STAMPS).glob("*.pem"))
    return [one for place in places for one in load_certs_from_pemder_data(place.read_bytes())]
