"""Every moment between the commit and the last rename, one by one: whoever comes next finishes it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from huxin.feeds import files, landing, settling
from huxin.feeds.models import Batch, Part
from huxin.feeds.service import check_receipt, receipt_of, settle_all
from huxin.ledger.service import Entry
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
    ("place", "name"), [(landing, "check_bytes"), (landing, "validate"), (landing, "write_days"), (landing, "append")]
)
def test_a_death_before_the_commit_leaves_nothing(monkeypatch: pytest.MonkeyPatch, place: Any, name: str) -> None:
    _dies(monkeypatch, place, name, 0)
    assert Batch.objects.count() == Part.objects.count() == Entry.objects.count() == 0
    settle_all(grace=0)
    assert [path for path in files.lake().rglob("*") if path.is_file()] == []
    assert land(CONTENT).fresh


def test_sending_again_finishes_what_was_left(monkeypatch: pytest.MonkeyPatch) -> None:
    _dies(monkeypatch, files, "put", 1)
    assert not land(CONTENT).fresh
    assert len(held()) == 8
    whole = content_hash(files.lake())
    assert not land(CONTENT).fresh
    assert content_hash(files.lake()) == whole


def test_two_land_the_same_bytes_in_one_instant(monkeypatch: pytest.MonkeyPatch) -> None:
    real = landing.write_days
    other: list[bool] = []

    def overtaken(*arguments: Any) -> Any:
        monkeypatch.setattr(landing, "write_days", real)
        other.append(land(CONTENT).fresh)
        return real(*arguments)

    monkeypatch.setattr(landing, "write_days", overtaken)
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
