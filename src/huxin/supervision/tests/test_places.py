"""Points: which county holds them, and the systems of Chinese map services."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huxin.law.errors import InputError
from huxin.law.pack.load import load_pack
from huxin.supervision.counties import OWN, areas, counties_of
from huxin.supervision.crs import to_gcj02, to_wgs84

LABELS = {
    one["properties"]["adcode"]: one["properties"]["label_point"] for one in json.loads(OWN.read_text())["features"]
}


def where(lng: float, lat: float, path: str = "") -> str | None:
    return counties_of(np.array([lng]), np.array([lat]), path)[0]


def test_every_county_of_the_pack_has_an_area_that_holds_its_label() -> None:
    assert {area.code for area in areas()} == set(load_pack("wenzhou").divisions)
    assert {code: where(*point) for code, point in LABELS.items()} == {str(code): str(code) for code in LABELS}


@pytest.mark.parametrize("point", [(0.0, 0.0), (121.47, 31.23), (float("nan"), 28.0)])
def test_outside_and_nowhere_are_in_no_county(point: tuple[float, float]) -> None:
    assert where(*point) is None


def test_another_boundary_and_a_file_that_is_none(tmp_path: Path) -> None:
    hole = [[[0, 0], [9, 0], [9, 9], [0, 9], [0, 0]], [[3, 3], [6, 3], [6, 6], [3, 6], [3, 3]]]
    feature = {"properties": {"adcode": 990001}, "geometry": {"type": "Polygon", "coordinates": hole}}
    (tmp_path / "a.geojson").write_text(json.dumps({"features": [feature]}))
    path = str(tmp_path / "a.geojson")
    assert [where(1, 1, path), where(4, 4, path), where(7, 4, path), where(10, 4, path)] == [
        "990001",
        None,
        "990001",
        None,
    ]
    for text in ("", "[]", '{"features": [{}]}'):
        (tmp_path / f"{len(text)}.geojson").write_text(text)
        with pytest.raises(InputError):
            areas(str(tmp_path / f"{len(text)}.geojson"))


@given(lng=st.floats(74, 134), lat=st.floats(18, 53))
def test_a_shift_can_be_undone(lng: float, lat: float) -> None:
    shifted = to_gcj02(np.array([lng]), np.array([lat]))
    back = to_wgs84("gcj02", *shifted)
    assert abs(back[0][0] - lng) < 1e-8
    assert abs(back[1][0] - lat) < 1e-8
    assert 1e-4 < abs(shifted[0][0] - lng) + abs(shifted[1][0] - lat) < 0.02


def test_bd09_is_a_second_shift_on_top() -> None:
    """Forward as the maps do it, written out here, and back."""
    gcj = to_gcj02(np.array([120.65]), np.array([28.01]))
    x, y = float(gcj[0][0]), float(gcj[1][0])
    turn = np.pi * 3000 / 180
    radius, angle = np.hypot(x, y) + 0.00002 * np.sin(y * turn), np.arctan2(y, x) + 0.000003 * np.cos(x * turn)
    bd09 = (np.array([radius * np.cos(angle) + 0.0065]), np.array([radius * np.sin(angle) + 0.006]))
    back = to_wgs84("bd09", *bd09)
    assert abs(back[0][0] - 120.65) < 2e-5
    assert abs(back[1][0] - 28.01) < 2e-5


def test_other_systems_and_places_abroad_stay() -> None:
    point = np.array([120.65]), np.array([28.01])
    assert [float(to_wgs84(crs, *point)[0][0]) for crs in ("wgs84", "cgcs2000", "")] == [120.65] * 3
    assert float(to_gcj02(np.array([10.0]), np.array([50.0]))[0][0]) == 10.0
