"""Messages that come as XML or JSON, read in a process of their own within bounds of size and depth."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from huxin.files.sandbox import run
from huxin.law.errors import InputError

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MOST_BYTES: Final = 2_000_000
"""A message, such as a warning; far more than any that is sent."""


def read_xml(content: bytes, name: str = "body") -> Element:
    """The root of an XML text.  Raises InputError for a DTD, for what is no XML, and for every bound; BusyError."""
    from xml.etree.ElementTree import Element  # built here from what was read elsewhere; nothing is parsed

    _check_size(content, name)
    top = Element("top")
    waiting = [(top, json.loads(run("huxin.files.inside.trees:xml", content, {"name": name}, name=name)))]
    while waiting:
        above, (tag, attributes, text, tail, children) = waiting.pop()
        one = Element(tag, attributes)
        one.text, one.tail = text or None, tail or None
        above.insert(0, one)
        waiting += [(one, child) for child in children]
    return top[0]


def read_json(content: bytes, name: str = "body") -> Any:
    """The value of a JSON text.  Raises InputError for what is none, for a name that stands twice, and for every bound;
    BusyError.
    """
    _check_size(content, name)
    return json.loads(run("huxin.files.inside.trees:plain_json", content, {"name": name}, name=name))


def _check_size(content: bytes, name: str) -> None:
    if len(content) > MOST_BYTES:
        hint = f"最多 {MOST_BYTES // 1_000_000} MB。 At most {MOST_BYTES // 1_000_000} MB."
        raise InputError("too_big", name, f"{len(content)} bytes", f"at most {MOST_BYTES}", hint)
