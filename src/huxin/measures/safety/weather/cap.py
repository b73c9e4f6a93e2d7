"""Warnings as XML: the Common Alerting Protocol 1.2 (OASIS) and the national warning message 国家突发事件预警信息.

Read without entities or outside references.  The national message has the same elements without a namespace:
``sendTime``, ``eventType`` for the weather's code, the colour in ``severity``, codes in one ``geocode`` text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import tostring

from django.utils.translation import gettext as _

from huxin.files.trees import read_xml as tree_of
from huxin.law import InputError
from huxin.law.dates import day_of
from huxin.measures.safety.weather.places import places_of
from huxin.measures.safety.weather.received import (
    MessagePart,
    ReceivedMessage,
    checked,
    kind_of,
    moment,
    references,
    united,
)
from huxin.measures.safety.weather.wording import Block, parts_of

if TYPE_CHECKING:
    from datetime import datetime
    from xml.etree.ElementTree import Element

NAMESPACE: Final = "urn:oasis:names:tc:emergency:cap:1.2"
COLOUR_NAMES: Final = ("color", "colour", "颜色", "severitycolor", "awareness_level")
_SEVERITIES: Final = ("extreme", "severe", "moderate", "minor", "unknown")
"""Words of CAP 1.2 for how grave it is: no colours."""


def read_xml(content: bytes) -> list[tuple[bytes, Element]]:
    """The ``alert`` elements of a file with the bytes that say each: one alert, or several under any root.

    Raises InputError for anything that is none.
    """
    root = _root(content)
    if _local(root) == "alert":
        return [(content, root)]
    alerts = [one for one in root if _local(one) == "alert"]
    if not alerts:
        raise InputError("xml", "alert", root.tag, f"an alert of {NAMESPACE}", _("只收 CAP 1.2 和国家预警信息。"))
    return [(tostring(one, encoding="utf-8"), one) for one in alerts]


def read_alert(alert: Element) -> ReceivedMessage:
    """The message of one ``alert`` element, with every block and area.  Raises InputError for anything that is none."""
    national = "}" not in alert.tag
    if alert.tag != f"{{{NAMESPACE}}}alert" and not (national and _text(alert, "identifier")):
        raise InputError("xml", "alert", alert.tag, f"an alert of {NAMESPACE}", _("只收 CAP 1.2 和国家预警信息。"))
    sent = moment(_text(alert, "sent") or _text(alert, "sendTime"), "sent", bare=national)
    infos = [one for one in alert if _local(one) == "info"]
    first = infos[0] if infos else alert
    kind = kind_of(_text(alert, "msgType"), "msgType")
    parts = [part for one in infos for part in _parts(one, alert, sent, national)] if kind != "cancel" else []
    return checked(
        ReceivedMessage(
            identifier=_text(alert, "identifier"),
            kind=kind,
            sent=sent,
            sender=(_text(first, "senderName") or _text(alert, "sender"))[:120],
            supersedes=references(_text(alert, "references")),
            actual=_text(alert, "status").lower() == "actual",
            parts=united(_without_translations(parts)),
        )
    )


def _parts(info: Element, alert: Element, sent: datetime, national: bool) -> list[tuple[bool, MessagePart]]:
    """(whether it is in Chinese, part) of one block, area by area."""
    effective = _text(info, "onset") or _text(info, "effective") or _text(info, "effectiveTime")
    expires = _text(info, "expires")
    codes = [_text(one, "value") for one in _all(info, "eventCode") if not _is_colour(one)] + [_text(info, "eventType")]
    colours = [
        _text(one, "value") for name in ("parameter", "eventCode") for one in _all(info, name) if _is_colour(one)
    ]
    severity = _text(info, "severity")
    if severity and severity.lower() not in _SEVERITIES:
        colours.append(severity)
    areas = _all(info, "area") or [info]
    block = {
        "codes": tuple(one for one in codes if one),
        "event": _text(info, "event"),
        "colours": tuple(one for one in colours if one),
        "headline": _text(info, "headline"),
        "effective": moment(effective, "onset", bare=national) if effective else sent,
        "expires": moment(expires, "expires", bare=national) if expires else None,
    }
    language = _text(info, "language").lower()
    chinese = not language or language.startswith("zh")
    loose = [one for one in info if _local(one) == "geocode"] if _all(info, "area") else []
    found = [part for area in areas for part in _area(area, block, day_of(sent))]
    if loose:
        codes_of = tuple(places_of(_geocode(one) for one in loose))
        found += parts_of(Block(**block, places=codes_of), day_of(sent))  # type: ignore[arg-type]
    return [(chinese, part) for part in found]


def _area(area: Element, block: dict[str, object], on: object) -> list[MessagePart]:
    codes = [code for one in area if _local(one) == "geocode" for code in [_geocode(one)] if code]
    described = [_text(area, "areaDesc")] if _text(area, "areaDesc") else []
    plain = [one for one in described if one[:6].isdecimal() and not codes]
    places = tuple(places_of([*codes, *plain], described))
    return parts_of(Block(**block, places=places), on)  # type: ignore[arg-type]


def _without_translations(parts: list[tuple[bool, MessagePart]]) -> list[MessagePart]:
    """A block in another language that names what a Chinese one names is its translation."""
    said = {(one.county, one.colour) for chinese, one in parts if chinese}
    return [one for chinese, one in parts if chinese or (one.county, one.colour) not in said]


def _root(content: bytes) -> Element:
    root = tree_of(content)
    return root


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _text(element: Element, name: str) -> str:
    found = element.findtext(f"{{*}}{name}")
    return found.strip() if found else ""


def _all(element: Element, name: str) -> list[Element]:
    return element.findall(f"{{*}}{name}")


def _geocode(one: Element) -> str:
    """The code of an area: in ``value`` (CAP 1.2) or as the text itself (national)."""
    return _text(one, "value") or (one.text or "").strip()


def _is_colour(one: Element) -> bool:
    return _text(one, "valueName").lower() in COLOUR_NAMES
