"""A new city's pack checks green from the first minute."""

from __future__ import annotations

from pathlib import Path

import pytest

from huxin.law.errors import InputError
from huxin.law.pack.compose import survey
from huxin.law.pack.diff import diff
from huxin.law.pack.folders import PACKS, pack_folders
from huxin.law.pack.load import load_pack
from huxin.law.pack.starter import write_starter


@pytest.mark.parametrize("parent", pack_folders())
def test_a_starter_checks_green_below_every_parent(parent: str, tmp_path: Path) -> None:
    write_starter("newcity", parent, tmp_path)
    assert survey("newcity", (PACKS, tmp_path)) == []
    pack = load_pack("newcity", (PACKS, tmp_path))
    assert pack.chain == (*load_pack(parent).chain, "newcity")
    assert diff(load_pack(parent), pack) == []


def test_the_examples_in_its_comments_work(tmp_path: Path) -> None:
    """What the files tell a city to write must load when the comment signs are taken away."""
    write_starter("newcity", "wenzhou", tmp_path)
    for path in (tmp_path / "newcity").rglob("*.yaml"):
        lines = path.read_text(encoding="utf-8").splitlines()
        example = [line[2:] for line in lines if line.startswith(("# - ", "#   "))]
        if example:
            name = path.parent.name if path.parent.name != "newcity" else path.stem
            path.write_text("\n".join([f"{name}:", *example]) + "\n", encoding="utf-8")
    head = (tmp_path / "newcity" / "clauses.yaml").read_text(encoding="utf-8")
    (tmp_path / "newcity" / "clauses.yaml").write_text(
        head.replace("二(四).1", "九.1").replace("二(四)", "九"), encoding="utf-8"
    )
    assert survey("newcity", (PACKS, tmp_path)) == []
    pack = load_pack("newcity", (PACKS, tmp_path))
    assert [one.value for one in pack.parameters["subsidy.ratio"].values][-1] == "3/4"
    assert pack.readings["cap_count"].adopted


@pytest.mark.parametrize("name", ["", "A", "Taizhou", "台州", "../up", "a b", "x" * 40, "-city"])
def test_a_name_that_cannot_be_one_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="NAME"):
        write_starter(name, "zhejiang", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_written_over(tmp_path: Path) -> None:
    write_starter("newcity", "zhejiang", tmp_path)
    with pytest.raises(InputError, match="free"):
        write_starter("newcity", "zhejiang", tmp_path)
    with pytest.raises(InputError, match="free"):
        write_starter("wenzhou", "zhejiang", tmp_path)


def test_an_unknown_parent_suggests_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Did you mean 'zhejiang'"):
        write_starter("newcity", "zhejang", tmp_path)
