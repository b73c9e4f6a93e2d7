"""Readers that misbehave, each in its own way; they run in the helper's children alone."""

from __future__ import annotations

import ctypes
import os
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from huxin.files.inside.refusal import Refusal

Options = Mapping[str, Any]


def echo(content: bytes, options: Options) -> bytes:
    return content + str(options.get("add", "")).encode()


def spins(content: bytes, options: Options) -> bytes:
    while True:
        pass


def sleeps(content: bytes, options: Options) -> bytes:
    if "note" in options:
        Path(options["note"]).write_text(str(os.getpid()))
    time.sleep(float(options.get("seconds", 60)))
    return b"slept"


def grows(content: bytes, options: Options) -> bytes:
    held = []
    while True:
        held.append(bytearray(10_000_000))


def crashes(content: bytes, options: Options) -> bytes:
    ctypes.string_at(0)
    return b""


def deep(content: bytes, options: Options) -> bytes:
    return deep(content, options)


def writes(content: bytes, options: Options) -> bytes:
    with Path(options["path"]).open("wb") as stream:
        for _ in range(100):
            stream.write(b"x" * 1_000_000)
    return b""


def talks(content: bytes, options: Options) -> bytes:
    return b"x" * int(options["bytes"])


def opens(content: bytes, options: Options) -> bytes:
    held = [os.open(__file__, os.O_RDONLY) for _ in range(1_000)]
    return str(len(held)).encode()


def breaks(content: bytes, options: Options) -> bytes:
    raise KeyError("330302199003070028")


def refuses(content: bytes, options: Options) -> bytes:
    raise Refusal("old", "file", "an old file", "a new one", "另存一次。")


def leaves(content: bytes, options: Options) -> bytes:
    os._exit(3)


def about(content: bytes, options: Options) -> bytes:
    """What stands in the environment, and whether Django or the law floor came along."""
    told = [*os.environ, *(name for name in ("django", "huxin.law") if name in sys.modules), str(os.getpid())]
    return "\n".join(told).encode()
