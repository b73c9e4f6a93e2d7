"""One picture for the README, put together from what the other tests saw; ``make screenshots`` keeps it."""

from __future__ import annotations

import base64

import pytest

from tests.browser.conftest import SHOTS, TOUR, Open

pytestmark = pytest.mark.browser
FRAMES = tuple(zip(TOUR, (300, 300, 830), strict=True))
"""Pictures and their widths."""
HEIGHT = 760


def test_the_tour_shows_phone_and_desk(open_page: Open) -> None:
    missing = [name for name in TOUR if not (SHOTS / f"{name}.png").exists()]
    if missing:
        pytest.skip(f"run the whole folder: {missing} were not made")
    figures = "".join(_figure(name, width) for name, width in FRAMES)
    page = open_page(size={"width": 1500, "height": 800})
    page.set_content(f'<body style="margin:12px;background:#fff"><div style="display:flex;gap:16px">{figures}</div>')
    page.screenshot(path=SHOTS / "tour.png")
    assert (SHOTS / "tour.png").stat().st_size > 20_000


def _figure(name: str, width: int) -> str:
    data = base64.b64encode((SHOTS / f"{name}.png").read_bytes()).decode()
    frame = f"width:{width}px;height:{HEIGHT}px;overflow:hidden;border:1px solid #bbb;border-radius:8px"
    return f'<div style="{frame}"><img width="{width}" src="data:image/png;base64,{data}"></div>'
