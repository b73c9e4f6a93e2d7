#!/usr/bin/env python3
"""Does this file stand in this receipt, unchanged?  Needs Python 3.8 or newer, no network and nothing else.

文件是不是回执上的那一个、有没有被改过？只要 Python 3.8 以上，不用上网，不用装别的。

    python3 huxin_verify.py receipt.pdf photo1.jpg photo2.jpg

The receipt may be the PDF or its text.  Exit status: 0 good, 1 bad, 2 cannot be read.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import sys
from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple

PUBLIC_KEY = ""  # of the issuing installation; empty: the key in the receipt is used and shown, compare it yourself

Point = Tuple[int, int, int, int]
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
BASE_Y = 4 * pow(5, P - 2, P) % P


def recover_x(y: int, odd: int) -> Optional[int]:
    """The x of a point of edwards25519 with this y; None when there is none."""
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - square) % P or (x == 0 and odd):
        return None
    return P - x if x % 2 != odd else x


def add(one: Point, two: Point) -> Point:
    """The sum of two points (extended coordinates)."""
    a, b = (one[1] - one[0]) * (two[1] - two[0]) % P, (one[1] + one[0]) * (two[1] + two[0]) % P
    c, d = 2 * one[3] * two[3] * D % P, 2 * one[2] * two[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(count: int, point: Point) -> Point:
    """A point, so many times."""
    total = (0, 1, 1, 0)
    while count:
        if count & 1:
            total = add(total, point)
        point = add(point, point)
        count >>= 1
    return total


def point_of(text: bytes) -> Optional[Point]:
    """A point from its 32 bytes; None for bytes that are no point."""
    number = int.from_bytes(text, "little")
    y = number & (2**255 - 1)
    x = recover_x(y, number >> 255) if y < P else None
    return None if x is None else (x, y, 1, x * y % P)


BASE_X = recover_x(BASE_Y, 0) or 0
BASE: Point = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)


def signed(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether an Ed25519 signature (RFC 8032) fits."""
    if len(key) != 32 or len(signature) != 64:
        return False
    public, commitment = point_of(key), point_of(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if public is None or commitment is None or s >= L:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    left, right = times(s, BASE), add(commitment, times(challenge, public))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (left[1] * right[2] - right[1] * left[2]) % P == 0


def turn(word: int, count: int) -> int:
    """A 32-bit word, turned left."""
    count %= 32
    return (word << count | word >> (32 - count)) & 0xFFFFFFFF


def sm3_block(state: List[int], block: bytes) -> List[int]:
    """One step of SM3 (GB/T 32905)."""
    w = [int.from_bytes(block[i : i + 4], "big") for i in range(0, 64, 4)]
    for i in range(16, 68):
        x = w[i - 16] ^ w[i - 9] ^ turn(w[i - 3], 15)
        w.append(x ^ turn(x, 15) ^ turn(x, 23) ^ turn(w[i - 13], 7) ^ w[i - 6])
    a, b, c, d, e, f, g, h = state
    for i in range(64):
        mixed = turn(turn(a, 12) + e + turn(0x79CC4519 if i < 16 else 0x7A879D8A, i) & 0xFFFFFFFF, 7)
        first = a ^ b ^ c if i < 16 else a & b | a & c | b & c
        second = e ^ f ^ g if i < 16 else e & f | ~e & 0xFFFFFFFF & g
        one = first + d + (mixed ^ turn(a, 12)) + (w[i] ^ w[i + 4]) & 0xFFFFFFFF
        two = second + h + mixed + w[i] & 0xFFFFFFFF
        a, b, c, d, e, f, g, h = one, a, turn(b, 9), c, two ^ turn(two, 9) ^ turn(two, 17), e, turn(f, 19), g
    return [x ^ y for x, y in zip(state, (a, b, c, d, e, f, g, h))]


def sm3(content: bytes) -> str:
    """SM3 of bytes, in hexadecimal: the machine's own where it has one."""
    try:
        return hashlib.new("sm3", content).hexdigest()
    except ValueError:
        pass
    state = [0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600, 0xA96F30BC, 0x163138AA, 0xE38DEE4D, 0xB0FB0E4E]
    padded = content + b"\x80" + b"\0" * ((55 - len(content)) % 64) + (len(content) * 8).to_bytes(8, "big")
    for begin in range(0, len(padded), 64):
        state = sm3_block(state, padded[begin : begin + 64])
    return "".join(f"{word:08x}" for word in state)


def canonical(content: Any) -> bytes:
    """The bytes that were signed."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def read_receipt(content: bytes) -> Optional[Dict[str, Any]]:
    """What a receipt says, or None.  Its text stands in the PDF's description."""
    found = re.search(rb"HUXIN-RECEIPT-1:([\w-]+):END", content)
    if not found:
        return None
    try:
        receipt: Dict[str, Any] = json.loads(
            base64.urlsafe_b64decode(found.group(1) + b"=" * (-len(found.group(1)) % 4))
        )
    except ValueError:
        return None
    return receipt


def check_receipt(receipt: Dict[str, Any]) -> str:
    """Why a receipt is not to be trusted; empty when it is."""
    try:
        key, signature = bytes.fromhex(receipt["key"]), bytes.fromhex(receipt["signature"])
        if PUBLIC_KEY and receipt["key"] != PUBLIC_KEY:
            return "another key signed it / 不是这个城市签的"
        if not signed(key, canonical(receipt["content"]), signature):
            return "its signature does not fit / 签名对不上"
    except (KeyError, TypeError, ValueError):
        return "it is not whole / 回执不完整"
    return ""


def check_file(receipt: Dict[str, Any], content: bytes) -> int:
    """The number of the file in the receipt; 0 when it does not stand there."""
    for line in receipt["content"]["files"]:
        same = line["size"] == len(content) and line["sha256"] == hashlib.sha256(content).hexdigest()
        if same and line["sm3"] == sm3(content):
            return int(line["n"])
    return 0


def main(arguments: List[str]) -> int:
    """Check a receipt and files; print a line for each."""
    if len(arguments) < 2:
        print(__doc__)
        return 2
    try:
        contents = [Path(name).read_bytes() for name in arguments]
    except OSError as error:
        print(f"cannot be read / 打不开: {error.filename}: {error.strerror}")
        return 2
    receipt = read_receipt(contents[0])
    if receipt is None:
        print(f"bad / 不对: {arguments[0]}: no receipt in it / 里面没有回执")
        return 1
    fault = check_receipt(receipt)
    if fault:
        print(f"bad / 不对: {arguments[0]}: {fault}")
        return 1
    said = receipt["content"]
    print(f"good / 对: {arguments[0]}: {said['issuer']} {said['at']} {said['id']}")
    if not PUBLIC_KEY:
        print(f"     key / 公钥: {receipt['key']}")
    status = 0
    good, bad = "good / 对", "bad / 不对"
    for name, content in zip(arguments[1:], contents[1:]):
        number = check_file(receipt, content)
        status = status if number else 1
        said_of = f"{good}: {name}: no. {number}" if number else f"{bad}: {name}: not in the receipt / 不是回执上的文件"
        print(said_of)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
