#!/usr/bin/env python3
"""Does this file stand in this receipt, unchanged?  Needs Python 3.8 or newer, no network and nothing else.

文件是不是回执上的那一个、有没有被改过？只要 Python 3.8 以上，不用上网，不用装别的。

    python3 huxin_verify.py [--key KEY] receipt.pdf photo1.jpg photo2.jpg

The receipt may be the PDF or its text alone.  The key of the city stands in the program that its page gives out, or
after --key (64 hexadecimal digits); without one nothing is believed.  Exit status: 0 good, 1 bad, 2 cannot be read,
3 no key to trust.
回执可以是 PDF，也可以只是里面那段文字。城市的公钥在它网页上下载的程序里，或者写在 --key 后面；没有公钥就什么都不信。
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import sys
from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple

PUBLIC_KEY = ""  # of the issuing installation, put in by its page; empty: it has to be given after --key

MARK = re.compile(rb"HUXIN-RECEIPT-1:([\w-]+):END")
SEAL = re.compile(rb"HUXIN-PDF-1:([0-9a-f]{128}):END")
GOOD, BAD = "good / 对", "bad / 不对"

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
    """What a receipt says, or None: none in it, or more than one.  Its text stands in the PDF's description."""
    found = set(MARK.findall(content))
    if len(found) != 1:
        return None
    text = found.pop()
    try:
        receipt = json.loads(base64.urlsafe_b64decode(text + b"=" * (-len(text) % 4)))
    except (ValueError, RecursionError):
        return None
    return receipt if isinstance(receipt, dict) else None


def check_receipt(receipt: Dict[str, Any], trusted: str = PUBLIC_KEY) -> str:
    """Why a receipt is not to be trusted; empty when it is."""
    if not trusted:
        return "no key to trust it by / 没有可以信的公钥"
    try:
        signature = bytes.fromhex(receipt["signature"])
        if receipt["key"] != trusted:
            return "another key signed it / 不是这个城市签的"
        if not signed(bytes.fromhex(trusted), canonical(receipt["content"]), signature):
            return "its signature does not fit / 签名对不上"
        for line in receipt["content"]["files"]:
            line["n"], line["sha256"], line["sm3"], line["size"], line["type"], line["received_at"]
    except (KeyError, TypeError, ValueError, AttributeError):
        return "it is not whole / 回执不完整"
    return ""


def check_paper(content: bytes, receipt: Dict[str, Any], trusted: str = PUBLIC_KEY) -> str:
    """Why the bytes that carry a receipt are not those that were issued; empty when they are.

    A genuine mark can be copied into any other PDF, so what can be read on a paper counts only with its own seal.
    """
    if MARK.fullmatch(content.strip()):
        return ""
    seals = set(SEAL.findall(content))
    if len(seals) != 1:
        return "the paper has no seal of its own, or more than one / 这张纸没有自己的封印，或者不止一个"
    seal = seals.pop()
    paper = SEAL.sub(b"HUXIN-PDF-1:" + b"0" * 128 + b":END", content)
    said = {"paper": hashlib.sha256(paper).hexdigest(), "receipt": receipt["content"]["id"]}
    if not signed(bytes.fromhex(trusted), canonical(said), bytes.fromhex(seal.decode())):
        return "the paper is not as it was issued: do not believe what it says / 这张纸和开出时不一样：上面写的不能信"
    return ""


def check_file(receipt: Dict[str, Any], content: bytes) -> int:
    """The number of the file in the receipt; 0 when it does not stand there."""
    for line in receipt["content"]["files"]:
        same = line["size"] == len(content) and line["sha256"] == hashlib.sha256(content).hexdigest()
        if same and line["sm3"] == sm3(content):
            return int(line["n"])
    return 0


def show(receipt: Dict[str, Any], trusted: str, given: bool, paper: bool) -> None:
    """What exactly was verified: by whom, when, how many files, under which key."""
    said = receipt["content"]
    print(f"     issued by / 开出单位: {said['issuer']}")
    print(f"     receipt / 回执编号: {said['id']}")
    print(f"     issued at / 开出时间: {said['at']}")
    print(f"     files in it / 文件数: {len(said['files'])}")
    for line in said["files"]:
        print(f"       no. {line['n']}: received / 收到 {line['received_at']}, {line['type']}, {line['size']} bytes")
        print(f"         SHA-256 {line['sha256']}")
        print(f"         SM3     {line['sm3']}")
    print(f"     key / 公钥: {trusted} ({'given / 你给的' if given else 'in this program / 程序里的'})")
    if not paper:
        print("     only the digests above are vouched for, no other text / 只担保上面的摘要，不担保别的文字")


def options(arguments: List[str]) -> Tuple[str, List[str]]:
    """(the key that was given, the names).  Raises ValueError for a key that is none."""
    if arguments[:1] != ["--key"]:
        return "", arguments
    key = arguments[1].strip().lower() if len(arguments) > 1 else ""
    if not re.fullmatch("[0-9a-f]{64}", key):
        raise ValueError("--key: 64 hexadecimal digits / 64 位十六进制数")
    return key, arguments[2:]


def main(arguments: List[str]) -> int:
    """Check a receipt and files; print a line for each."""
    try:
        given, names = options(arguments)
        contents = [Path(name).read_bytes() for name in names]
    except (OSError, ValueError) as error:
        print(f"cannot be read / 打不开: {error}")
        return 2
    if len(names) < 2:
        print(__doc__)
        return 2
    trusted = given or PUBLIC_KEY
    if not trusted:
        print("not trusted / 不可信: no key. Take this program from the city's own page, or give its key after --key.")
        print("没有公钥。从城市自己的网页下载这个程序，或者用 --key 写上它公布的公钥。")
        return 3
    receipt = read_receipt(contents[0])
    if receipt is None:
        print(f"{BAD}: {names[0]}: no receipt in it, or more than one / 里面没有回执，或者不止一份")
        return 1
    fault = check_receipt(receipt, trusted) or check_paper(contents[0], receipt, trusted)
    if fault:
        print(f"{BAD}: {names[0]}: {fault}")
        return 1
    paper = not MARK.fullmatch(contents[0].strip())
    print(f"{GOOD}: {names[0]}: as it was issued / 和开出时一样")
    show(receipt, trusted, bool(given), paper)
    numbers = {name: check_file(receipt, content) for name, content in zip(names[1:], contents[1:])}
    for name, number in numbers.items():
        if number:
            print(f"{GOOD}: {name}: no. {number}, every byte / 第 {number} 个，每个字节都对")
        else:
            print(f"{BAD}: {name}: not in the receipt / 不是回执上的文件")
    left = [str(line["n"]) for line in receipt["content"]["files"] if line["n"] not in numbers.values()]
    if left:
        print(f"     not looked at / 没有核对: no. {', '.join(left)}")
    return 0 if all(numbers.values()) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
