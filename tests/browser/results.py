"""What a story looks at of its result; `stories.yaml`, and from there `huxin pack coverage`, counts these calls."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from huxin.law.pack.stories import Result


def shows(procedure: str, result: Result, where: Locator | str, first: str, *more: str) -> None:
    """The result of a procedure as it stands on a page or in the words of a paper.

    ``rule``: the answer of its rule; ``side``: what the other side sees or did; ``paper``: the words of a letter;
    ``money``: the sum; ``clock``: a deadline that was kept.
    """
    for words in (first, *more):
        if isinstance(where, str):
            assert words in where, f"{procedure}: {result}"
        else:
            expect(where).to_contain_text(words)


def clock(page: Page, url: str, label: str) -> Locator:
    """A deadline of a case as the office sees it, by its name."""
    page.goto(url)
    return page.locator(".ag-clock", has=page.get_by_role("heading", name=label, exact=True)).first
