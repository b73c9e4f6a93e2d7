"""The process that readers run in: kept warm, it forks one child for each file and says how the child ended.

Started by ``sandbox.py`` as ``python -m huxin.files.helper FD``.  On FD, a stream socket, come names of readers, 256
bytes each, every one with the socket of its job.  On a job's socket goes back that a child stands ready; then come a
header and the content; back go the result or a refusal, and last, from this process, how the child ended.  When FD is
closed the server is gone, and so are this process and its children; it also goes when nobody asked for a while.

Time and memory are bounded by the kernel: an alarm that kills by the clock, a limit on the processor's time, on memory,
on files written, and no image of the memory is left behind when a child dies.
"""

from __future__ import annotations

import errno
import importlib
import json
import os
import resource
import select
import signal
import socket
import struct
import sys
import traceback
from collections.abc import Callable, Mapping
from typing import Any, Final, NoReturn

from huxin.files.inside.refusal import Refusal

NAME_BYTES: Final = 256
BEGUN, RESULT, REFUSED, FAILED, LIMIT, ENDED = b"B", b"R", b"E", b"F", b"L", b"X"
"""Frames: a letter, eight bytes of length, the content."""
HEAD_BYTES: Final = 9
Reader = Callable[[bytes, Mapping[str, Any]], bytes]
_FIRST_ALARM: Final = 5.0
_IDLE: Final = 300.0
"""Seconds without a file after which it ends; whoever asks then starts another."""
_LEAST: Final = 0.001
"""Seconds; none at all would set no alarm."""
_FRAMES: Final = 8
_NICE: Final = 5
"""Pages come first where the processor is short."""


def main(control: socket.socket) -> None:
    """Serve until the other end is closed."""
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(_NICE)
    awake, wake = socket.socketpair()
    awake.setblocking(False)
    wake.setblocking(False)
    signal.set_wakeup_fd(wake.fileno(), warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    jobs: dict[int, socket.socket] = {}
    while True:
        ready, _, _ = select.select([control, awake], [], [], _IDLE)
        if not ready and not jobs:
            return
        if awake in ready:
            awake.recv(4096)
            _reap(jobs)
        if control in ready:
            asked, handles, _, _ = socket.recv_fds(control, NAME_BYTES, 1)
            if not asked:
                _abandon(jobs)
                return
            job = socket.socket(fileno=handles[0])
            _begin(asked.rstrip(b"\0").decode(), job, jobs, [control, awake, wake])


def _begin(name: str, job: socket.socket, jobs: dict[int, socket.socket], own: list[socket.socket]) -> None:
    """Import here, where it is kept; read in a child.  A child that ended before it was noted is told of as well."""
    try:
        reader = reader_of(name)
    except (ImportError, AttributeError, ValueError) as error:
        _say(job, BEGUN, b"")
        _say(job, FAILED, f"{type(error).__name__}: {name}".encode())
        _say(job, ENDED, struct.pack("!i", 0))
        job.close()
        return
    child = os.fork()
    if child == 0:
        _work(reader, job, [*own, *jobs.values()])
    jobs[child] = job


def _abandon(jobs: Mapping[int, socket.socket]) -> None:
    """Nobody waits for what they read any more."""
    for child in jobs:
        os.kill(child, signal.SIGKILL)


def reader_of(name: str) -> Reader:
    """``huxin.files.inside.tables:read`` → the function.  Raises ValueError for one that is not of this house."""
    module, _, function = name.partition(":")
    if not module.startswith("huxin."):
        raise ValueError(name)
    found: Reader = getattr(importlib.import_module(module), function)
    return found


def _reap(jobs: dict[int, socket.socket]) -> None:
    while jobs:
        try:
            child, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if child == 0:
            return
        if (job := jobs.pop(child, None)) is not None:
            _say(job, ENDED, struct.pack("!i", os.waitstatus_to_exitcode(status)))
            job.close()


def _say(job: socket.socket, kind: bytes, content: bytes) -> None:
    try:
        job.sendall(kind + struct.pack("!Q", len(content)) + content)
    except OSError:
        return  # whoever asked is gone


def _work(reader: Reader, job: socket.socket, foreign: list[socket.socket]) -> NoReturn:
    """In the child: never returns, and leaves nothing open that is not its own."""
    try:
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGCHLD, signal.SIGALRM, signal.SIGXCPU):
            signal.signal(number, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, _FIRST_ALARM)
        for one in foreign:
            one.close()
        _say(job, BEGUN, b"")
        _read(reader, job)
    finally:
        os._exit(0)


def _read(reader: Reader, job: socket.socket) -> None:
    with job.makefile("rb") as stream:
        length, size = struct.unpack("!IQ", stream.read(12))
        header = json.loads(stream.read(length))
        _bound(header["limits"])
        _answer(reader, job, header, lambda: stream.read(size))


def _answer(reader: Reader, job: socket.socket, header: Mapping[str, Any], content: Callable[[], bytes]) -> None:
    try:
        result = reader(content(), header["options"])
        if len(result) > header["limits"]["result"]:
            _say(job, LIMIT, b"result")
        else:
            _say(job, RESULT, result)
    except Refusal as refusal:
        _say(job, REFUSED, json.dumps(refusal.as_json()).encode())
    except MemoryError:
        _say(job, LIMIT, b"memory")
    except RecursionError:
        _say(job, LIMIT, b"depth")
    except OSError as error:
        _say(job, *((LIMIT, b"written") if error.errno == errno.EFBIG else (FAILED, _where(error))))
    except Exception as error:  # noqa: BLE001 - whatever a library makes of a hostile file ends here, by name alone
        _say(job, FAILED, _where(error))


def _where(error: Exception) -> bytes:
    """The type of a fault and the lines that it came through: nothing of the file."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    places = (f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames)
    return "\n".join((type(error).__name__, *places)).encode()


def _bound(limits: Mapping[str, int]) -> None:
    seconds = limits["seconds"]
    signal.setitimer(signal.ITIMER_REAL, max(seconds, _LEAST))
    for what, most in (
        (resource.RLIMIT_CPU, max(1, seconds * limits["cores"])),
        (resource.RLIMIT_DATA if limits["reserving"] else resource.RLIMIT_AS, max(0, limits["memory"])),
        (resource.RLIMIT_FSIZE, limits["written"]),
        (resource.RLIMIT_NOFILE, limits["open_files"]),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])))
