"""Evidence first 先固定证据: files sealed without signing in, under a link that only the sender holds.

The key of what is inside is made from the link.  Until a person claims the pouch nobody else can open it, the service
included; then the key goes under that person's data key, and erasing the person erases the pouch.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from huxin.casework.errors import ForbiddenError, NotFoundError
from huxin.casework.law.city import city_adoptions, city_pack, today
from huxin.evidence.service import (
    BY_NAME,
    Evidence,
    Pouch,
    Upload,
    drop_pieces,
    note,
    open_upload,
    pieces_here,
    pieces_of,
    place,
    preview_place,
    receive,
    take_piece,
    whole,
)
from huxin.identity.service import Account, Actor, take
from huxin.law import InputError
from huxin.law.clocks import lengths
from huxin.people.service import Person, open_bytes, seal_bytes

NONCE: Final = 12
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{32}")
UNCLAIMED: Final = "evidence.unclaimed_days"
"""The parameter that says how long a pouch waits for its owner."""


def open_pouch(address: str, who: str = "", *, known: bool = False, secret: str = "") -> tuple[Pouch, str]:
    """(a new pouch, its secret).  ``address``: where it came from, kept as a keyed digest.

    ``secret``: one that the phone drew itself, so that it can ask again when it heard no answer; else one is drawn.

    ``who``: the device or account that seals (the address where there is neither); thousands may share an address, so
    that it has a far higher limit.  ``known``: somebody who is signed in does not count with the others there.
    Raises InputError when too many came within an hour, and for a secret that is too short or not drawn from letters.
    """
    if secret and not _SECRET.fullmatch(secret):
        raise InputError(
            "secret", "pouch", f"{len(secret)} signs", "32 signs of base64url", _("刷新这一页，再存一次。")
        )
    now, digest = timezone.now(), _digest(address)
    wait = take("pouch", who or address, settings.POUCHES_AN_HOUR, 3600)
    if not wait and not known:
        wait = take("pouch address", address, settings.POUCHES_AN_ADDRESS, 3600)
    if wait:
        most = f"at most {settings.POUCHES_AN_HOUR} an hour"
        hint = _("这一小时存得太多了，过一会儿再存；急的话打 110 或 12333。")
        raise InputError("too_many", "pouch", f"one more; wait {wait} seconds", most, hint)
    secret = secret or secrets.token_urlsafe(24)
    values = {
        "id": uuid.uuid4(), "opened_at": now, "expires_at": now + timedelta(days=unclaimed_days()), "address": digest,
    }  # fmt: skip
    return Pouch.objects.get_or_create(token=_hash(secret), defaults=values)[0], secret


def unclaimed_days() -> int:
    """How many days a pouch waits.  Raises LookupError where the city's pack has no length for it."""
    found = lengths(city_pack(), city_adoptions())(UNCLAIMED, today()).value
    if found is None:
        raise LookupError(UNCLAIMED)
    return found


def find_pouch(secret: str) -> Pouch:
    """The pouch of a link.  Raises NotFoundError for a wrong one and for one that is over."""
    found = Pouch.objects.filter(token=_hash(secret)).first()
    if found is None or (not found.holder and found.expires_at < timezone.now()):
        raise NotFoundError("pouch")
    return found


def put_in(pouch: Pouch, secret: str, chunks: Iterable[bytes]) -> Evidence:
    """Seal one file.  Raises InputError for a file that is not taken, for one too many, and when the pouch has gone.

    Under the same lock as ``claim``: a file that comes while somebody makes the pouch their own is theirs as well.
    """
    most = settings.POUCH_FILES
    key = _key(secret)
    with transaction.atomic():
        held = Pouch.objects.select_for_update().filter(id=pouch.id).first()
        if held is None:
            hint = _("这份证据袋已经不在了，回到“我出事了”再存一次。")
            raise InputError("gone", "pouch", "a pouch that was removed", "one that is there", hint)
        if held.files.count() >= most:
            raise InputError(
                "too_many",
                "file",
                f"{most} files",
                f"at most {most}",
                _("一次最多存 %(most)s 份，再开一个。") % {"most": most},
            )
        where, owner, now = f"evidence:{held.id}", _owner(held), timezone.now()
        row = receive(
            chunks, f"pouch-{held.id.hex}", owner, now, lambda plain: _encrypt(key, plain, where), BY_NAME, held
        )
        if owner is not None and row.received_at == now:
            note(row, "claimed", held.holder, now)
        return row


def begin_in_pouch(pouch: Pouch, digest: str, size: int) -> tuple[Upload, int]:
    """(upload, number of the next piece) of a file that comes in pieces.  ``digest``: its SHA-256 as the phone has it.

    Raises InputError for a digest that is none and for a size that is not taken.
    """
    if not _DIGEST.fullmatch(digest):
        raise InputError("digest", "key", digest[:20], "a SHA-256 in hexadecimal", _("刷新这一页，再存一次。"))
    upload = open_upload(f"pouch-{pouch.id.hex}", digest, size, timezone.now())
    return upload, pieces_here(upload)


def piece_in_pouch(pouch: Pouch, secret: str, upload_id: uuid.UUID, number: int, content: bytes) -> tuple[Upload, int]:
    """Keep a piece under the pouch's key; with the last one the file is sealed.  Answers (upload, the next piece).

    Raises NotFoundError for an upload of another pouch; InputError for a piece or a file that is not taken, and for a
    file that is not what the phone hashed.
    """
    upload = Upload.objects.filter(id=upload_id, owner=f"pouch-{pouch.id.hex}").first()
    if upload is None:
        raise NotFoundError(str(upload_id))
    if upload.evidence_id is not None:
        return upload, number + 1
    key = _key(secret)
    following = take_piece(upload, number, content, lambda piece, where: _encrypt(key, piece, where))
    if following == pieces_of(upload):
        file = b"".join(whole(upload, lambda piece, where: _decrypt(key, piece, where)))
        if hashlib.sha256(file).hexdigest() != upload.key:
            drop_pieces(upload)
            hint = _("传到的和手机里的不一样，会从头再传一次。")
            raise InputError("differs", "file", "another digest", upload.key, hint)
        upload.evidence = put_in(pouch, secret, [file])
        upload.save(update_fields=["evidence"])
        drop_pieces(upload)
    return upload, following


def _owner(pouch: Pouch) -> uuid.UUID | None:
    """The person whose account has claimed it."""
    number = pouch.holder.removeprefix("account-")
    return Account.objects.get(id=int(number)).person_id if number.isdigit() else None


def claim(actor: Actor, secret: str) -> Pouch:
    """Make the pouch this person's own; doing it again changes nothing.

    Raises NotFoundError, ForbiddenError when it is somebody else's already.
    """
    if actor.person_id is None:
        raise ForbiddenError("Sign in as the person concerned.")
    found = find_pouch(secret)
    with transaction.atomic():
        pouch = Pouch.objects.select_for_update().get(id=found.id)
        if pouch.holder and pouch.holder != actor.key:
            raise ForbiddenError("Somebody else has claimed these files.")
        if not pouch.holder:
            person = Person.objects.select_related("data_key").get(id=actor.person_id)
            pouch.sealed_key = seal_bytes(person, _key(secret), f"pouch:{pouch.id}")
            pouch.holder, pouch.address = actor.key, ""
            pouch.save(update_fields=["sealed_key", "holder", "address"])
            pouch.files.update(owner=person.id)
            for row in pouch.files.all():
                note(row, "claimed", actor.key, timezone.now())
    return pouch


def open_in_pouch(pouch: Pouch, person: Person, content: bytes, where: str) -> bytes:
    """What lies in a claimed pouch.  Raises ErasedError."""
    return _decrypt(_pouch_key(pouch, person), content, where)


def seal_in_pouch(pouch: Pouch, person: Person, content: bytes, where: str) -> bytes:
    """Encrypt something for a claimed pouch, as its preview.  Raises ErasedError."""
    return _encrypt(_pouch_key(pouch, person), content, where)


def drop_unclaimed(now: datetime) -> int:
    """Delete what nobody claimed in time; the log keeps that it was there.  Answers how many files."""
    count = 0
    for pouch in Pouch.objects.filter(holder="", expires_at__lt=now).exclude(address=""):
        with transaction.atomic():
            for row in pouch.files.all():
                note(row, "dropped", "system", now)
                count += 1
            Pouch.objects.filter(id=pouch.id).update(address="")
        for row in pouch.files.all():
            place(row).unlink(missing_ok=True)
            preview_place(row).unlink(missing_ok=True)
    return count


def pouch_number(pouch: Pouch) -> str:
    """What a person reads out on the telephone: ``3F2A-91C0-77D4``."""
    text = pouch.id.hex[:12].upper()
    return f"{text[:4]}-{text[4:8]}-{text[8:]}"


def _pouch_key(pouch: Pouch, person: Person) -> bytes:
    return open_bytes(person, bytes(pouch.sealed_key or b""), f"pouch:{pouch.id}")


def _key(secret: str) -> bytes:
    return hashlib.sha256(b"pouch key\n" + secret.encode()).digest()


def _hash(secret: str) -> str:
    return hashlib.sha256(b"pouch link\n" + secret.encode()).hexdigest()


def _digest(address: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), b"address\n" + address.encode(), hashlib.sha256).hexdigest()


def _encrypt(key: bytes, content: bytes, where: str) -> bytes:
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, content, where.encode())


def _decrypt(key: bytes, content: bytes, where: str) -> bytes:
    return AESGCM(key).decrypt(content[:NONCE], content[NONCE:], where.encode())
