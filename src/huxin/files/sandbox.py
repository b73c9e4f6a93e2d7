"""A reader in a process of its own: a file that hangs, bursts or crashes it stops nobody else.

``run("huxin.files.inside.tables:read", content, {...})`` gives what the reader gives, bytes in and bytes out.  One
helper process is kept warm for each process that asks and each room whose readers it asks for (``helper.py``); it
forks for every file, which takes milliseconds.  Works in a page's thread, in the worker, on the command line and in
tests.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from huxin.files import helper
from huxin.files.limits import PATIENCE, READERS, WAITING, BusyError, Limits
from huxin.law.errors import InputError

_LOG: Final = logging.getLogger("huxin.files")
_KEPT: Final = ("PATH", "LANG", "LC_ALL", "PYTHONPATH", "TZ", "TMPDIR", "HOME")
_PLACES_OF_RULES: Final = ("HUXIN_PACKS", "HUXIN_COUNTIES", "HUXIN_CACHE_DIR")
"""What a helper gets of the environment: no address of a database, no key."""
_GRACE: Final = 3.0
_START: Final = 30.0
"""Seconds until a reader stands ready: its libraries may have to be loaded first, on a machine that is busy."""
_BY_CLOCK: Final = (-signal.SIGALRM, -signal.SIGXCPU, -signal.SIGKILL)
USUAL: Final = Limits()
_ASKER: Final[ContextVar[str]] = ContextVar("asker", default="")


def asks(who: str) -> None:
    """From now on this thread reads files for ``who``, who leaves others a reader; empty for the program itself."""
    _ASKER.set(who)


def run(
    reader: str, content: bytes = b"", options: Mapping[str, Any] | None = None, limits: Limits = USUAL, *,
    name: str = "file",
) -> bytes:  # fmt: skip
    """What ``reader`` (``module:function`` of this house) makes of ``content``.

    ``name`` is how the file is called in messages; ``options`` are what JSON can say.  Raises InputError for what the
    reader refuses and for every limit that is met, naming it; BusyError when no reader is free.
    """
    with _PLACES.one(_ASKER.get()):
        return run_now(reader, content, options, limits, name=name)


def run_now(
    reader: str, content: bytes = b"", options: Mapping[str, Any] | None = None, limits: Limits = USUAL, *,
    name: str = "file",
) -> bytes:  # fmt: skip
    """``run`` for a room that has counted its own readers; BusyError only where the machine cannot start one."""
    header = json.dumps({"options": dict(options or {}), "limits": asdict(limits)}).encode()
    frames = helper_of(reader).ask(reader, struct.pack("!IQ", len(header), len(content)) + header, content, limits)
    return _answer(frames, reader, limits, name)


def helper_of(reader: str) -> _Helper:
    """The helper of the reader's room: what one room's libraries weigh does not count against another's files."""
    room = ".".join(reader.split(".", 2)[:2])
    with _STARTING:
        return _HELPERS.setdefault(room, _Helper())


def _answer(frames: Mapping[bytes, bytes], reader: str, limits: Limits, name: str) -> bytes:
    if helper.REFUSED in frames:
        raise InputError(**json.loads(frames[helper.REFUSED]))
    if helper.LIMIT in frames:
        raise _beyond(frames[helper.LIMIT].decode(), limits, name)
    if helper.RESULT in frames:
        return frames[helper.RESULT]
    if helper.FAILED in frames:
        _LOG.warning("a reader failed", extra=_said(reader, frames[helper.FAILED].decode()))
        raise _damaged(name)
    ended = struct.unpack("!i", frames[helper.ENDED])[0] if helper.ENDED in frames else -signal.SIGALRM
    _LOG.warning("a reader ended", extra=_said(reader, str(ended)))
    raise _beyond("seconds", limits, name) if ended in _BY_CLOCK else _damaged(name)


def _said(reader: str, how: str) -> dict[str, dict[str, str | list[str]]]:
    """For the log: which reader, the type and lines of its fault or the signal that ended it; nothing of the file."""
    kind, *places = how.split("\n")
    return {"fields": {"reader": reader, "how": kind, "places": places}}


def _damaged(name: str) -> InputError:
    hint = "这份文件坏了，读不出来。用原来的程序打开，另存一次再传。 It is damaged; open it and save it again."
    return InputError("damaged", name, "a file that cannot be read", "a file that opens", hint)


def _beyond(limit: str, limits: Limits, name: str) -> InputError:
    megabytes, seconds = limits.memory // 1024 // 1024, limits.seconds
    got, wanted, hint = {
        "seconds": (
            f"more than {seconds} seconds of reading", f"at most {seconds} seconds",
            f"这份文件 {seconds} 秒还没读完，停下了。拆成几个小文件再传；大的名单存成 CSV 读得快。"
            f" Not read within {seconds} seconds; split it, or save a long list as CSV.",
        ),
        "memory": (
            f"more than {megabytes} MB of memory", f"at most {megabytes} MB",
            f"读这份文件要的内存超过 {megabytes} MB。拆成几个小文件再传。"
            f" Reading it takes more than {megabytes} MB of memory; split it.",
        ),
        "depth": (
            "parts inside one another without end", "a plain file",
            "这份文件里一层套一层，太深了。用原来的程序打开，另存一次再传。 Nested too deeply; save it again.",
        ),
        "result": (
            f"more than {limits.result} bytes of text", f"at most {limits.result}",
            f"读出来的内容超过 {limits.result // 1_000_000} MB。拆成几个小文件再传。"
            f" It holds more than {limits.result // 1_000_000} MB; split it.",
        ),
        "written": (
            f"more than {limits.written} bytes to write", f"at most {limits.written}",
            f"这份文件展开以后超过 {limits.written // 1_000_000} MB。拆成几个小文件再传。"
            f" Unpacked it is more than {limits.written // 1_000_000} MB; split it.",
        ),
    }[limit]  # fmt: skip
    return InputError(f"limit_{limit}", name, got, wanted, hint)


class _Places:
    """So many at once, so few who wait, and not for long: a page's thread is worth more than a place in the queue.

    Nobody has all of them: whoever sends one file after the other leaves a reader to others, and waits in a place of
    their own for it.
    """

    def __init__(self, most: int, waiting: int, patience: float) -> None:
        self.free, self.patience, self.share = most, patience, max(1, most - 1)
        self.may_wait, self.may_wait_again = waiting, waiting
        self.held: Counter[str] = Counter()
        self.changed = threading.Condition()

    @contextmanager
    def one(self, asker: str = "") -> Iterator[None]:
        """Raises BusyError."""
        with self.changed:
            if not self._can(asker):
                self._wait(asker)
            self.free -= 1
            self.held[asker] += 1
        try:
            yield
        finally:
            with self.changed:
                self.free += 1
                self.held[asker] -= 1
                if not self.held[asker]:
                    del self.held[asker]
                self.changed.notify_all()

    def _can(self, asker: str) -> bool:
        return self.free > 0 and (not asker or self.held[asker] < self.share)

    def _wait(self, asker: str) -> None:
        """Until one is free for this asker; who has one already takes nobody else's place."""
        place = "may_wait_again" if asker and self.held[asker] else "may_wait"
        if getattr(self, place) == 0:
            raise BusyError
        setattr(self, place, getattr(self, place) - 1)
        try:
            if not self.changed.wait_for(lambda: self._can(asker), self.patience):
                raise BusyError
        finally:
            setattr(self, place, getattr(self, place) + 1)


class _Helper:
    """A helper process of this process; started when it is first asked, and again when it is gone."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.control: socket.socket | None = None
        self.process: subprocess.Popen[bytes] | None = None
        self.owner = 0

    def ask(self, reader: str, head: bytes, content: bytes, limits: Limits) -> dict[bytes, bytes]:
        """The frames that came back, by their letter.  The time of the file begins when a reader stands ready.

        Raises BusyError where none could be started.
        """
        with self._ready(reader) as mine:
            mine.settimeout(limits.seconds + _GRACE)
            with suppress(BrokenPipeError, ConnectionResetError):
                mine.sendall(head)
                mine.sendall(content)
            try:
                return _frames(mine, time.monotonic() + limits.seconds + _GRACE, limits)
            except TimeoutError:
                self.stop()
                return {}

    def _ready(self, reader: str) -> socket.socket:
        """The socket of a job whose reader stands ready; a helper that just went is started again."""
        for _ in range(2):
            mine, theirs = socket.socketpair()
            with theirs:
                self._hand_over(reader, theirs)
            try:
                if _exactly(mine, helper.HEAD_BYTES, time.monotonic() + _START) is not None:
                    return mine
            except TimeoutError:
                mine.close()
                break
            mine.close()
        _LOG.error("no reader could be started", extra=_said(reader, "start"))
        raise BusyError

    def _hand_over(self, reader: str, job: socket.socket) -> None:
        name = reader.encode().ljust(helper.NAME_BYTES, b"\0")
        with self.lock:
            for _ in range(2):
                control = self._running()
                try:
                    socket.send_fds(control, [name], [job.fileno()])
                except OSError:
                    self._forget()
                else:
                    return
        raise RuntimeError("the process that reads files does not start")

    def _running(self) -> socket.socket:
        """A process that was forked off has a helper of its own."""
        if self.control is not None and self.process is not None and self.owner == os.getpid():
            if self.process.poll() is None:
                return self.control
            self._forget()
        mine, theirs = socket.socketpair()
        environment = {key: os.environ[key] for key in _KEPT if key in os.environ}
        environment |= {key: str(Path(os.environ[key]).absolute()) for key in _PLACES_OF_RULES if os.environ.get(key)}
        environment |= {"MALLOC_ARENA_MAX": "2", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-s", "-m", "huxin.files.helper", str(theirs.fileno())],
                pass_fds=[theirs.fileno()], env=environment, cwd="/", start_new_session=True,
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
        self.control, self.owner = mine, os.getpid()
        return mine

    def _forget(self) -> None:
        if self.control is not None:
            self.control.close()
        if self.process is not None and self.owner == os.getpid():
            self.process.kill()
            self.process.wait()
        self.control = self.process = None

    def stop(self) -> None:
        """End it; the next file starts another."""
        with self.lock:
            self._forget()


def _frames(job: socket.socket, until: float, limits: Limits) -> dict[bytes, bytes]:
    """Raises TimeoutError."""
    found: dict[bytes, bytes] = {}
    while helper.ENDED not in found:
        head = _exactly(job, helper.HEAD_BYTES, until)
        if head is None:
            return found
        size = struct.unpack("!Q", head[1:])[0]
        content = _exactly(job, size, until) if size <= max(limits.result, 1 << 20) else None
        if content is None:
            return found
        found[head[:1]] = content
    return found


def _exactly(job: socket.socket, size: int, until: float) -> bytes | None:
    """So many bytes; None when the other end has gone before.  Raises TimeoutError."""
    held = bytearray()
    while len(held) < size:
        left = until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        job.settimeout(left)
        try:
            more = job.recv(min(size - len(held), 1 << 20))
        except ConnectionResetError:
            return None
        if not more:
            return None
        held += more
    return bytes(held)


_PLACES: Final = _Places(READERS, WAITING, PATIENCE)
_HELPERS: Final[dict[str, _Helper]] = {}
_STARTING: Final = threading.Lock()
