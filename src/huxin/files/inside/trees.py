"""XML and JSON read within bounds of depth and size: no document type, so no entities and nothing from outside."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final
from xml.parsers import expat

from huxin.files.inside.refusal import Refusal
from huxin.files.limits import MOST_DEPTH, MOST_ELEMENTS

_PIECE: Final = 1 << 16
Start = Callable[[str, dict[str, str]], None]
Node = list[Any]
"""[tag, attributes, text, tail, children]; tags as ``{namespace}name``."""


@lru_cache(maxsize=4096)
def local(tag: str) -> str:
    """The name of an element without its namespace."""
    return tag.rpartition("}")[2]


class Walk:
    """One XML text, element by element.  Raises Refusal for a document type, for depth, and for what is no XML."""

    def __init__(self, name: str, start: Start, end: Callable[[str], None], text: Callable[[str], None]) -> None:
        self.name, self.depth = name, 0
        self._start, self._end = start, end
        self.parser = expat.ParserCreate(namespace_separator="}")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._opened
        self.parser.EndElementHandler = self._closed
        self.parser.CharacterDataHandler = text
        self.parser.StartDoctypeDeclHandler = self._doctype

    def feed(self, content: bytes, *, last: bool = False) -> None:
        """The next piece."""
        try:
            self.parser.Parse(content, last)
        except expat.ExpatError as error:
            where = f"{self.name} line {error.lineno}"
            hint = "内容不完整或者写错了。重新导出一次。 Cut off or ill-formed; export it again."
            raise Refusal("xml", where, expat.errors.messages[error.code], "well-formed XML", hint) from None
        except (ValueError, LookupError) as error:
            if isinstance(error, Refusal):
                raise
            hint = "另存为 UTF-8。 Save it as UTF-8."
            raise Refusal("encoding", self.name, "an unknown encoding", "UTF-8", hint) from None

    def whole(self, content: bytes) -> None:
        """All of it."""
        for begin in range(0, len(content), _PIECE):
            self.feed(content[begin : begin + _PIECE])
        self.feed(b"", last=True)

    def _opened(self, tag: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > MOST_DEPTH:
            hint = (
                f"里面一层套一层，超过 {MOST_DEPTH} 层。另存一次再传。 Nested deeper than {MOST_DEPTH}; save it again."
            )
            raise Refusal("limit_depth", self.name, f"more than {MOST_DEPTH} levels", f"at most {MOST_DEPTH}", hint)
        self._start(tag, attributes)

    def _closed(self, tag: str) -> None:
        self.depth -= 1
        self._end(tag)

    def _doctype(self, *_: Any) -> None:
        hint = "去掉文件里的 DTD（DOCTYPE）和外部引用。 Remove the DOCTYPE and references to other files."
        raise Refusal("xml", self.name, "a document type (DTD)", "XML without one", hint)


def tree_of(content: bytes, name: str, most: int = MOST_ELEMENTS) -> Node:
    """The root of an XML text.  Raises Refusal."""
    top: Node = ["", {}, "", "", []]
    open_nodes: list[Node] = [top]
    count = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if count > most:
            hint = f"内容超过 {most} 项。拆开再传。 More than {most} elements; split it."
            raise Refusal("limit_elements", name, f"more than {most} elements", f"at most {most}", hint)
        node: Node = [_tag(tag), {_tag(key): value for key, value in attributes.items()}, "", "", []]
        open_nodes[-1][4].append(node)
        open_nodes.append(node)

    def text(data: str) -> None:
        held = open_nodes[-1]
        if held[4]:
            held[4][-1][3] += data
        else:
            held[2] += data

    def end(_: str) -> None:
        open_nodes.pop()

    Walk(name, start, end, text).whole(content)
    root: Node = top[4][0]
    return root


def _tag(name: str) -> str:
    return "{" + name if "}" in name else name


def xml(content: bytes, options: Mapping[str, Any]) -> bytes:
    """The tree of an XML message as JSON."""
    return json.dumps(tree_of(content, str(options.get("name", "body")))).encode()


def plain_json(content: bytes, options: Mapping[str, Any]) -> bytes:
    """JSON written again, once it is known to be no deeper and no larger than a message is.

    Raises Refusal for what is no JSON, for a name that stands twice, and for numbers that are none.
    """
    name = str(options.get("name", "body"))
    try:
        text = content.decode("utf-8-sig")
        found = json.loads(
            text, parse_constant=lambda word: _number(name, word), object_pairs_hook=lambda p: _once(p, name)
        )
    except UnicodeDecodeError:
        raise Refusal(
            "encoding", name, "bytes that are no UTF-8", "UTF-8", "另存为 UTF-8。 Save it as UTF-8."
        ) from None
    except json.JSONDecodeError as error:
        where = f"{name} line {error.lineno} column {error.colno}"
        raise Refusal("json", where, error.msg, "JSON", "检查逗号和引号。 Check commas and quotes.") from None
    except ValueError as error:
        if isinstance(error, Refusal):
            raise
        raise Refusal("json", name, "a number that is too long", "JSON", "检查数字。 Check the numbers.") from None
    _bounded(found, name)
    try:
        return json.dumps(found, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        hint = "里面有半个字符。 It holds half a character."
        raise Refusal("json", name, "half a character", "whole characters", hint) from None


def _number(name: str, word: str) -> None:
    raise Refusal("json", name, word, "a number", "JSON 里没有这个写法。 JSON has no such number.")


def _once(pairs: list[tuple[str, Any]], name: str) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for at, (key, _) in enumerate(pairs) if key in [one for one, _ in pairs[:at]])
        raise Refusal("json", name, f"'{twice}' twice", "each name once", "删掉一个。 Delete one of them.")
    return found


def _bounded(found: Any, name: str) -> None:
    """Refuses what is too deep or too much.  Level by level, so that depth costs nothing."""
    level, depth, count = [found], 0, 0
    while level:
        depth, count = depth + 1, count + len(level)
        if depth > MOST_DEPTH or count > MOST_ELEMENTS:
            got = f"more than {MOST_DEPTH} levels or {MOST_ELEMENTS} values"
            hint = (
                f"层数最多 {MOST_DEPTH}，值最多 {MOST_ELEMENTS} 个。"
                f" At most {MOST_DEPTH} levels and {MOST_ELEMENTS} values."
            )
            raise Refusal("limit_depth", name, got, f"at most {MOST_DEPTH} levels and {MOST_ELEMENTS} values", hint)
        level = [
            part
            for one in level
            for part in (one.values() if isinstance(one, dict) else one if isinstance(one, list) else ())
        ]
