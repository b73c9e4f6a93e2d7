"""A page with a form filled in again: what somebody sent before stands in its fields, to be looked at and sent.

The page is drawn by its own view; here its HTML is read once to find the form and once to write it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urlsplit

TEXTS: Final = ("text", "date", "month", "tel", "number", "search", "email", "datetime-local", "time", "url", "hidden")
KEPT: Final = "kept-form"
TOKEN: Final = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field
Fields = Mapping[str, Sequence[str]]


@dataclass
class _Form:
    """A form of the page: its address, its hidden values, how many of its fields were sent, what folds around it."""

    action: str
    hidden: dict[str, str] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    folds: tuple[int, ...] = ()


class _Finder(HTMLParser):
    """Every form that posts, in order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[_Form] = []
        self._open: _Form | None = None
        self._folds: list[int] = []
        self._count = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "details":
            self._folds.append(self._count)
            self._count += 1
        elif tag == "form":
            self._open = _Form(found.get("action") or "", folds=tuple(self._folds))
            self.forms.append(self._open)
        elif tag in ("input", "textarea", "select", "button") and self._open is not None and found.get("name"):
            self._open.names.add(str(found["name"]))
            if tag == "input" and found.get("type") == "hidden":
                self._open.hidden[str(found["name"])] = found.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "details" and self._folds:
            self._folds.pop()


def find_form(html: str, here: str, action: str, fields: Fields) -> int | None:
    """Which form of the page sends to ``action``; of several the one whose fixed values are those that were sent."""
    finder = _Finder()
    finder.feed(html)
    best, most = None, -1
    for place, form in enumerate(finder.forms):
        if urlsplit(form.action).path not in ((action,) if here != action else (action, "")):
            continue
        fixed = {name: value for name, value in form.hidden.items() if name not in (TOKEN, "key", "seq", "next")}
        same = sum(fields.get(name) == [value] for name, value in fixed.items())
        points = 100 * same + len(form.names & set(fields))
        if len(form.names - {TOKEN}) and points > most:
            best, most = place, points
    return best


class _Writer(HTMLParser):
    """The page again, with one form filled in."""

    def __init__(self, place: int, folds: Sequence[int], fields: Fields, inside: str, files: Mapping[str, str]) -> None:
        super().__init__(convert_charrefs=False)
        self.out: list[str] = []
        self.fields, self.inside, self.files, self.folds = fields, inside, files, folds
        self._place, self._form, self._fold = place, -1, -1
        self._in = False
        self._select = ""
        self._muted = False

    def _write(self, text: str | None) -> None:
        if text and not self._muted:
            self.out.append(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "details":
            self._fold += 1
            opened = self._fold in self.folds and all(name != "open" for name, _ in attrs)
            self._write(_tag(tag, [*attrs, ("open", None)]) if opened else self.get_starttag_text())
        elif tag == "form":
            self._form += 1
            self._in = self._form == self._place
            self._write(self.get_starttag_text())
            self._write(self.inside if self._in else "")
        elif not self._in:
            self._write(self.get_starttag_text())
        else:
            self._field(tag, attrs)

    def _field(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        name = found.get("name") or ""
        sent = self.fields.get(name)
        if tag == "input" and name != TOKEN:
            self._input(attrs, found, name, sent)
        elif tag == "textarea" and sent:
            self._write(self.get_starttag_text())
            self._write("\n" + escape(sent[0]))
            self._muted = True
        elif tag == "select":
            self._select = name
            self._write(self.get_starttag_text())
        elif tag == "option" and self._select in self.fields:
            chosen = (found.get("value") or "") in self.fields[self._select]
            plain = [one for one in attrs if one[0] != "selected"]
            self._write(_tag(tag, [*plain, ("selected", None)] if chosen else plain))
        else:
            self._write(self.get_starttag_text())

    def _input(
        self, attrs: list[tuple[str, str | None]], found: dict[str, str | None], name: str, sent: Sequence[str] | None
    ) -> None:
        kind = found.get("type") or "text"
        if kind in ("checkbox", "radio") and name:
            plain = [one for one in attrs if one[0] != "checked"]
            chosen = (found.get("value") or "on") in (sent or ())
            self._write(_tag("input", [*plain, ("checked", None)] if chosen else plain))
        elif kind == "file" and name in self.files:
            self._write(self.get_starttag_text())
            self._write(f'<p class="small">✓ {escape(self.files[name])}</p>')
        elif kind in TEXTS and sent and len(sent) == 1:
            plain = [one for one in attrs if one[0] != "value"]
            self._write(_tag("input", [*plain, ("value", sent[0])]))
        else:
            self._write(self.get_starttag_text())

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._write(self.get_starttag_text())

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._muted = False
        if tag == "select":
            self._select = ""
        self._write(f"</{tag}>")
        if tag == "form":
            self._in = False

    def handle_data(self, data: str) -> None:
        self._write(data)

    def handle_entityref(self, name: str) -> None:
        self._write(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._write(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        self._write(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self._write(f"<!{decl}>")


def _tag(tag: str, attrs: Sequence[tuple[str, str | None]]) -> str:
    parts = [name if value is None else f'{name}="{escape(value)}"' for name, value in attrs]
    return f"<{' '.join([tag, *parts])}>"


def refill(
    html: str, here: str, action: str, fields: Fields, note: str, kept: str, files: Mapping[str, str]
) -> str | None:
    """The page with its form filled in; None where it has no form that sends to ``action``.

    ``note`` is HTML that stands first in the form; ``files``: by field what is said of a file that lies here already.
    """
    place = find_form(html, here, action, fields)
    if place is None:
        return None
    finder = _Finder()
    finder.feed(html)
    hidden = [f'<input type="hidden" name="{KEPT}" value="{escape(kept)}">']
    for name, values in fields.items():
        if name.startswith("kept-") and name not in (KEPT, *finder.forms[place].names):
            hidden += [f'<input type="hidden" name="{escape(name)}" value="{escape(one)}">' for one in values]
    writer = _Writer(place, finder.forms[place].folds, fields, note + "".join(hidden), files)
    writer.feed(html)
    writer.close()
    return "".join(writer.out)
