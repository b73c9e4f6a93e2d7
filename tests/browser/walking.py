"""Walking through a job on a phone as somebody does who has done it never before: what is tapped, typed and read."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Locator, Page

CHARACTERS_A_MINUTE = 300
_READ = """first => {
    const seen = (part) => {
        const box = part.getBoundingClientRect();
        return box.width > 0 && box.height > 0 && (!first || box.top < innerHeight) && part.checkVisibility();
    };
    const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
    let count = 0;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const part = node.parentElement;
        if (!part.closest('option, script') && seen(part)) count += node.data.replace(/\\s/g, '').length;
    }
    return count;
}"""


@dataclass
class Walk:
    """One job.  ``screens``: pages looked at after the first page; a list that folds out costs two taps."""

    page: Page
    taps: int = 0
    screens: int = 0
    typed: int = 0
    characters: int = 0

    @property
    def seconds(self) -> int:
        """How long reading takes."""
        return round(self.characters / CHARACTERS_A_MINUTE * 60)

    def tap(self, place: str | Locator) -> None:
        self.taps += 1
        (self.page.locator(place).first if isinstance(place, str) else place).click()

    def write(self, place: str, text: str) -> None:
        self.typed += 1
        self.page.fill(place, text)

    def choose(self, place: str, value: str) -> None:
        self.taps += 2
        self.page.select_option(place, value)

    def read(self, *, first_view: bool = False) -> None:
        """Look at a screen; of a result only what stands on its first view has to be read."""
        self.screens += 1
        self.page.wait_for_load_state()
        self.characters += int(self.page.evaluate(_READ, first_view))
