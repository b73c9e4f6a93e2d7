"""What the pages of the agency and the company have in common."""

from __future__ import annotations

from typing import Any

from django import template
from django.shortcuts import resolve_url

register = template.Library()


@register.inclusion_tag("desk/_back.html")
def back(to: str, text: str, *names: Any) -> dict[str, str]:
    """The way back: ``to`` is an address, or the name of a route with what stands in it.  The key ``u`` follows it."""
    return {"url": resolve_url(to, *names), "text": text}
