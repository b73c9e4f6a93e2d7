"""Warnings in the Common Alerting Protocol, version 1.2 (OASIS): XML, read without entities or outside references."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from huxin.law import InputError
from huxin.law.dates import day_of
from huxin.measures.safety.weather.received import (
    Received,
    checked,
    colour_of,
    counties_of,
    kind_of,
    moment,
    type_of,
)

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

NAMESPACE: Final = "urn:oasis:names:tc:emergency:cap:1.2"
COLOUR_NAMES: Final = ("color", "colour", "颜色", "severitycolor")


def read_cap(content: bytes) -> Received:
    """The warning of one ``alert`` element.  Raises InputError for anything that is none."""
    alert = _root(content)
    sent = moment(_text(alert, "sent"), "sent")
    infos = alert.findall("{*}info")
    info = next((one for one in infos if _text(one, "language").lower().startswith("zh")), infos[0] if infos else None)
    head = {
        "identifier": _text(alert, "identifier"),
        "kind": kind_of(_text(alert, "msgType"), "msgType"),
        "sent": sent,
        "sender": _text(alert, "sender"),
        "supersedes": _references(_text(alert, "references")),
        "actual": _text(alert, "status").lower() == "actual",
    }
    if info is None:
        return checked(Received(**head))  # type: ignore[arg-type]
    event, headline = _text(info, "event"), _text(info, "headline")
    codes = [_text(one, "value") for one in info.findall("{*}eventCode")]
    counties, foreign = counties_of(
        _text(one, "value") for one in info.iter() if one.tag.endswith("geocode") and _text(one, "value")[:6].isdigit()
    )
    starts, ends = _text(info, "onset") or _text(info, "effective") or _text(alert, "sent"), _text(info, "expires")
    return checked(
        Received(
            **head,  # type: ignore[arg-type]
            event=(codes[0] if codes else event)[:60],
            type=type_of([*codes, event], day_of(sent)),
            colour=colour_of([*_colours(info), headline, event], day_of(sent)),
            counties=counties,
            foreign=foreign,
            effective=moment(starts, "onset"),
            expires=moment(ends, "expires") if ends else None,
            headline=(headline or event)[:300],
        )
    )


def _root(content: bytes) -> Element:
    try:
        root: Element = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        hint = "按 CAP 1.2 写，不要带 DTD 和外部引用。"
        raise InputError("xml", "body", type(error).__name__, "well-formed XML without a DTD", hint) from None
    if root.tag != f"{{{NAMESPACE}}}alert":
        raise InputError("xml", "alert", root.tag, f"an alert of {NAMESPACE}", "只收 CAP 1.2。")
    return root


def _text(element: Element, name: str) -> str:
    found = element.findtext(f"{{*}}{name}")
    return found.strip() if found else ""


def _references(text: str) -> tuple[str, ...]:
    """``sender,identifier,sent`` triples apart by blanks → identifiers."""
    parts = (one.split(",") for one in text.split())
    return tuple(one[1] if len(one) == 3 else one[0] for one in parts if one[0])


def _colours(info: Element) -> list[str]:
    found = info.findall("{*}parameter") + info.findall("{*}eventCode")
    return [_text(one, "value") for one in found if _text(one, "valueName").lower() in COLOUR_NAMES]
