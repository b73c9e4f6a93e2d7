"""The addresses of the API; every one is under the rule ``api``: the operation says who may call it."""

from __future__ import annotations

from typing import Final

from django.urls import URLPattern

from huxin.api.app import api
from huxin.api.phone.entry import SIGN_IN
from huxin.identity.service import access, limited

urls: Final = api.urls
"""Patterns, application and namespace, as ``path`` takes them."""
for _pattern in urls[0]:
    if isinstance(_pattern, URLPattern):
        access("api")(_pattern.callback)
        if str(_pattern.pattern) in SIGN_IN:
            limited("sign_in")(_pattern.callback)
