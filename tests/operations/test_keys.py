"""Keys: made once, never beside what is sealed under one that is gone, whole in a backup, proved after a restore."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from huxin.casework.service import receive_evidence
from huxin.cli.installing import close_to_others, make_keys
from huxin.cli.recovery.keys import check_place, copy_keys, fingerprints, keys_first, wrong_keys
from huxin.core import crypto
from huxin.core.keys import KEYS, LETTER_FILES, key_places, read_key, require_keys
from huxin.core.service import sealed_under, try_all
from huxin.law import InputError
from tests.evidence.conftest import picture
from tests.server import HUXIN
from tests.support import make_worker

ALL = {*(f"{name}.key" for name in KEYS), *LETTER_FILES}


@pytest.fixture
def here(settings, tmp_path: Path) -> Path:
    settings.DATA, settings.KEY_FOLDER = tmp_path, tmp_path / "keys"
    return tmp_path


@pytest.mark.django_db
def test_a_key_is_made_where_nothing_is_sealed_under_it(here: Path) -> None:
    for path in key_places(here).values():
        path.unlink()
    make_keys()
    assert set(os.listdir(here / "keys")) == ALL
    before = {name: path.read_bytes() for name, path in key_places(here).items()}
    make_keys()
    assert {name: path.read_bytes() for name, path in key_places(here).items()} == before


@pytest.mark.django_db
def test_no_key_is_made_beside_what_is_sealed_under_one_that_is_gone(here: Path) -> None:
    worker = make_worker()
    receive_evidence(worker, io.BytesIO(picture()))
    (here / "keys" / "master.key").unlink()
    (here / "keys" / "webhook.key").unlink()
    with pytest.raises(InputError, match="people"):
        make_keys()
    assert not (here / "keys" / "master.key").exists()
    assert not (here / "keys" / "webhook.key").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("folder", ["evidence", "lake"])
def test_files_alone_are_enough_to_refuse(here: Path, folder: str) -> None:
    """Somebody pointed the settings at an empty database beside a folder that is full."""
    place = here / folder / "ab" / "abcdef.sealed"
    place.parent.mkdir(parents=True)
    place.write_bytes(b"sealed once")
    name = "master" if folder == "evidence" else "feeds"
    (here / "keys" / f"{name}.key").unlink()
    with pytest.raises(InputError, match=r"sealed under it"):
        make_keys()


@pytest.mark.django_db
def test_one_of_every_kind_is_tried_and_another_key_opens_none(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    receive_evidence(make_worker(), io.BytesIO(picture()))
    assert sealed_under("master.key") == ["files", "people", "evidence"]
    assert try_all() == {"people": True, "evidence": True}
    monkeypatch.setattr(crypto, "_master", lambda: b"0" * 32)
    assert try_all() == {"people": False, "evidence": False}


def test_without_its_keys_the_service_does_not_start(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"master\.key"):
        require_keys(tmp_path)
    environment = {**os.environ, "HUXIN_DATA": str(tmp_path / "new")}
    for command in (["serve", "--port", "1"], ["worker", "--once"], ["account", "retire"]):
        done = subprocess.run([HUXIN, *command], env=environment, capture_output=True, text=True, check=False)
        assert done.returncode != 0, command
    assert not list(tmp_path.rglob("*.key"))


def test_a_backup_of_keys_holds_all_of_them_wherever_they_stand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, apart = tmp_path / "data", tmp_path / "mounted"
    for name in KEYS:
        monkeypatch.setenv(f"HUXIN_{name.upper()}_KEY_FILE", str(apart / name))
    places = key_places(data)
    for name, path in places.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())
        path.chmod(0o600)
    kept = tmp_path / "kept"
    copy_keys(kept, data)
    assert {path.name: path.read_bytes() for path in kept.iterdir()} == {name: name.encode() for name in ALL}
    assert all(path.stat().st_mode & 0o077 == 0 for path in kept.iterdir())
    copy_keys(kept, data)
    (apart / "log").unlink()
    with pytest.raises(InputError, match=str(apart / "log")):
        copy_keys(tmp_path / "other", data)
    monkeypatch.setenv("HUXIN_DATA", str(data))
    keys_first(kept)
    assert (apart / "log").read_bytes() == b"log.key"
    (apart / "log").write_bytes(b"another")
    with pytest.raises(InputError, match="another key"):
        keys_first(kept)
    with pytest.raises(InputError, match="another key"):
        check_place(kept, tmp_path / "backup", data)
    with pytest.raises(InputError, match="outside"):
        check_place(tmp_path / "backup" / "keys", tmp_path / "backup", data)


def test_what_a_city_put_beside_its_keys_is_kept_and_put_back(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the papers of a commission would be signed with the pair of the installation after a restore."""
    beside = ("offices/arbitration_commission/key.pem", "offices/union-330304/module.toml", "stamps/a.pem")
    for name in (*ALL, *beside, "authorities/root.pem"):
        place = here / "keys" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(name.encode())
        place.chmod(0o600)
    wanted, kept = fingerprints(here), here / "kept"
    copy_keys(kept, here)
    shutil.rmtree(here / "keys")
    monkeypatch.setenv("HUXIN_DATA", str(here))
    keys_first(kept)
    assert {name: (here / "keys" / name).read_bytes() for name in beside} == {one: one.encode() for one in beside}
    assert wrong_keys(wanted, here) == []
    (here / "keys" / beside[0]).write_bytes(b"another")
    (here / "keys" / "stamps" / "a.pem").unlink()
    assert sorted(said.partition("/keys/")[2] for said in wrong_keys(wanted, here)) == [
        "offices/arbitration_commission/key.pem: another key",
        "stamps/a.pem: not there",
    ]
    with pytest.raises(InputError, match="another key"):
        keys_first(kept)


def test_keys_are_known_again_by_what_tells_nothing_of_them(here: Path) -> None:
    (here / "keys").mkdir()
    for name in ALL:
        (here / "keys" / name).write_bytes(os.urandom(32))
    wanted = fingerprints(here)
    assert wrong_keys(wanted, here) == []
    (here / "keys" / "pseudonym.key").write_bytes(os.urandom(32))
    (here / "keys" / "webhook.key").unlink()
    assert [said.rpartition("/")[2] for said in wrong_keys(wanted, here)] == [
        "pseudonym.key: another key",
        "webhook.key: not there",
    ]
    assert not any(path.read_bytes().hex() in json.dumps(wanted) for path in (here / "keys").iterdir())


def test_a_key_that_others_can_read_is_refused_with_the_cure(here: Path) -> None:
    (here / "keys").mkdir()
    path = here / "keys" / "master.key"
    path.write_bytes(b"0" * 32)
    path.chmod(0o640)
    with pytest.raises(InputError, match=f"chmod 600 {path}"):
        read_key(here, "master")


def test_what_lay_open_to_others_is_closed(here: Path) -> None:
    (here / "outbox").mkdir()
    (here / "outbox" / "sms.jsonl").write_text("{}")
    for path in (here, here / "outbox"):
        path.chmod(0o755)
    (here / "outbox" / "sms.jsonl").chmod(0o644)
    copy_keys_of_tests(here)
    close_to_others(here)
    assert [path for path in (here, *here.rglob("*")) if path.stat().st_mode & 0o077] == []


def copy_keys_of_tests(here: Path) -> None:
    (here / "keys").mkdir(exist_ok=True)
    for name in ALL:
        (here / "keys" / name).write_bytes(b"0" * 32)
