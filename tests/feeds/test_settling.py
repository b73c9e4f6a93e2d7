"""Every moment between the commit and the last rename, one by one: whoever comes next finishes it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from huxin.core.service import Entry
from huxin.feeds import apart, files, landing, reading, receipts, settling
from huxin.feeds.models import Batch, Part
from huxin.feeds.service import check_receipt, receipt_of, settle_all
from huxin.law import InputError
from huxin.supervision.validate.bounds import FileBounds, bounds_of
from tests.feeds.support import content_hash, held, land, ndjson, rows

pytestmark = pytest.mark.django_db
LATER = {
    "accepted_at": "2026-07-05T08:00:00+08:00", "picked_up_at": None, "completed_at": "2026-07-05T09:00:00+08:00",
    "recorded_at": "2026-07-05T10:00:00+08:00",
}  # fmt: skip
CONTENT = ndjson([*rows(6), *rows(2, seed=3, **LATER)])


class StoppedError(Exception):
    """Stands for a process that dies here."""


def _stop_at(monkeypatch: pytest.MonkeyPatch, place: Any, name: str, after: int) -> None:
    real: Callable[..., Any] = getattr(place, name)
    calls = iter(range(1000))

    def stopping(*arguments: Any, **named: Any) -> Any:
        if next(calls) == after:
            raise StoppedError
        return real(*arguments, **named)

    monkeypatch.setattr(place, name, stopping)


def _dies(monkeypatch: pytest.MonkeyPatch, place: Any, name: str, after: int) -> None:
    with monkeypatch.context() as patch:
        _stop_at(patch, place, name, after)
        with pytest.raises(StoppedError):
            land(CONTENT)


def in_this_process(job: dict[str, Any], bounds: FileBounds) -> dict[str, Any]:
    return reading.do({**job, "memory": bounds.memory, "disk": bounds.disk})


@pytest.mark.parametrize("after", range(4))
def test_a_death_between_two_renames_is_mended_by_the_next(monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    _dies(monkeypatch, files, "put", after)
    assert Batch.objects.exclude(incoming="").count() == 1
    assert settle_all() == 1
    assert settle_all() == 0
    (batch,) = Batch.objects.all()
    assert batch.incoming == ""
    assert Part.objects.exclude(incoming="").count() == 0
    assert check_receipt(receipt_of(batch.id) or {}).good
    assert len(held()) == 8
    assert list(files.incoming().glob("*")) == []


@pytest.mark.parametrize(
    ("place", "name", "after"),
    [
        (landing, "digest_of_file", 0),
        (apart, "read", 0),
        (reading, "validate", 0),
        (reading, "write_days", 0),
        (landing, "digest_of_file", 1),
        (receipts, "sign", 0),
        (landing, "append", 0),
    ],
)
def test_a_death_before_the_commit_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch, place: Any, name: str, after: int
) -> None:
    if place is reading:  # in this process, so that it can die at one line of the reading
        monkeypatch.setattr(apart, "read", in_this_process)
    _dies(monkeypatch, place, name, after)
    assert Batch.objects.count() == Part.objects.count() == Entry.objects.count() == 0
    settle_all(grace=0)
    left = [path for path in files.lake().rglob("*") if path.is_file()]
    assert [path for path in left if path.parent.name != ".turns" or path.stat().st_size] == []
    assert land(CONTENT).fresh


def test_a_death_of_the_reading_process_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(landing, "bounds_of", lambda size, most: replace(bounds_of(size, most), seconds=0))
        with pytest.raises(InputError) as stopped:
            land(CONTENT)
    assert stopped.value.problem.code == "limit_seconds"
    assert Batch.objects.count() == Part.objects.count() == Entry.objects.count() == 0
    assert list(files.incoming().glob("*")) == []
    assert land(CONTENT).fresh


def test_sending_again_finishes_what_was_left(monkeypatch: pytest.MonkeyPatch) -> None:
    _dies(monkeypatch, files, "put", 1)
    assert not land(CONTENT).fresh
    assert len(held()) == 8
    whole = content_hash(files.lake())
    assert not land(CONTENT).fresh
    assert content_hash(files.lake()) == whole


def test_two_land_the_same_bytes_in_one_instant(monkeypatch: pytest.MonkeyPatch) -> None:
    real = apart.read
    other: list[bool] = []

    def overtaken(*arguments: Any) -> Any:
        monkeypatch.setattr(apart, "read", real)
        other.append(land(CONTENT).fresh)
        return real(*arguments)

    monkeypatch.setattr(apart, "read", overtaken)
    assert (land(CONTENT).fresh, other) == (False, [True])
    assert (Batch.objects.count(), Entry.objects.count(), len(held())) == (1, 1, 8)
    assert list(files.incoming().glob("*")) == []


def test_a_folder_in_which_somebody_works_is_left_alone() -> None:
    with files.working_folder() as folder:
        assert list(files.left_behind(grace=0)) == []
        settle_all(grace=0)
        assert folder.path.is_dir()
    assert not folder.path.exists()
    dead = files.incoming() / "dead"
    dead.mkdir(parents=True)
    assert list(files.left_behind()) == []
    assert [path.name for path in files.left_behind(grace=0)] == ["dead"]
    settle_all(grace=0)
    assert not dead.exists()


def test_a_file_that_is_nowhere_is_said_and_not_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    _dies(monkeypatch, files, "put", 0)
    (waiting,) = files.incoming().glob("*")
    shutil.rmtree(waiting)
    with pytest.raises(FileNotFoundError):
        settle_all()
    assert settling.place_of(Part.objects.all()[0]).exists() is False
    assert isinstance(waiting, Path)
