"""The static shell: light, whole in both languages, under the policy of the site, and calling what exists."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import Final

import pytest
from django.test import Client

from huxin.api.app import api
from huxin.web.worker.shell import FILES, content_of

pytestmark = pytest.mark.django_db
CHINESE: Final = re.compile(r"[\u4e00-\u9fff]")
SCRIPT, ALL = 15_000, 60_000
"""Bytes as they lie in the package: the script, and the whole of what a shell is built from."""


class Texts(HTMLParser):
    """The texts of a page, each as its script sees it."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.found.append(data.strip())


def text_of(name: str) -> str:
    return content_of(name).decode()


def test_it_is_light_and_served_as_it_lies_there() -> None:
    sizes = {}
    for name, kind in FILES.items():
        found = Client().get("/shell/" if name == "index.html" else f"/shell/{name}")
        assert (found.status_code, found.headers["Content-Type"]) == (200, kind)
        assert found.content == content_of(name)
        assert "unsafe" not in found.headers["Content-Security-Policy"]
        sizes[name] = len(found.content)
    assert sizes["shell.js"] <= SCRIPT, sizes
    assert sizes["worker.css"] <= SCRIPT, sizes
    assert sum(sizes.values()) <= ALL, sizes
    assert Client().get("/shell/__init__.py").status_code == 404


def test_nothing_in_it_runs_or_is_styled_in_line_and_every_path_is_relative() -> None:
    page = text_of("index.html")
    assert not re.search(r"\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", page)
    assert not re.findall(r'(?:href|src)="(?:/|https?:)', page)
    assert "innerHTML" not in text_of("shell.js")


def test_english_says_all_of_it_and_nothing_else() -> None:
    page, english = Texts(), json.loads(text_of("en.json"))
    page.feed(text_of("index.html"))
    quoted = re.findall(r'"([^"\n]*)"', text_of("shell.js"))
    shown = {one for one in (*page.found, *quoted) if CHINESE.search(one)}
    once = {"正在打开。一直不动，就用", "网页版", "中文"}  # before the script runs, and the name of the language itself
    assert set(english) == shown - once
    assert not [one for one in english.values() if CHINESE.search(one) or not one]
    blanks = re.compile(r"\{[\w.]+\}")
    assert [zh for zh, en in english.items() if blanks.findall(zh) != blanks.findall(en)] == []


def test_it_calls_operations_that_are_described_and_fills_templates_that_it_has() -> None:
    script, page = text_of("shell.js"), text_of("index.html")
    called = {f"/api/v1/phone/{one}" for one in re.findall(r'phone\("([\w/-]+)"', script)}
    called |= {f"/api/v1/{one}" for one in re.findall(r'call\("([\w/-]+)"', script) if not one.endswith("/")}
    assert len(called) > 15
    assert called <= set(api.get_openapi_schema()["paths"])
    assert set(re.findall(r'fill\("([\w-]+)"', script)) == set(re.findall(r'<template id="([\w-]+)"', page))


def sizes(client: Client, path: str) -> list[str]:
    return re.findall(r'<html[^>]*class="is-(\w+)"', client.get(path).content.decode())


def test_pages_are_in_elder_mode_where_the_app_is() -> None:
    client = Client()
    assert sizes(client, "/") == ["normal"]
    assert sizes(client, "/accident/?uiStyle=elder") == ["large"]
    assert sizes(client, "/") == ["large"]
    assert sizes(client, "/?uiStyle=nonsense") == ["large"]
    assert sizes(client, "/?uiStyle=normal") == ["normal"]
    client.get("/shell/?uiStyle=elder")
    assert sizes(client, "/money/") == ["large"]
    client.post("/size/", {"size": "largest"})
    assert sizes(client, "/?uiStyle=elder") == ["largest"]
