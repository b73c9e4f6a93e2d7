"""A city adds a measure of its own from outside the package, by one setting."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ASK = """
import django
django.setup()
from django.test import RequestFactory
from django.urls import resolve, reverse
from huxin.identity.service import Actor
from huxin.ui.navigation import _main

view = resolve(reverse("worker:kiosks")).func
print(view.access_rule, view(RequestFactory().get("/kiosks/")).content.decode().splitlines()[0])
print(resolve(reverse("agency:kiosks")).func.access_rule, view(RequestFactory().post("/kiosks/")).status_code)
print("agency:kiosks" in _main["agency"])
"""


def test_a_room_outside_the_package_brings_addresses_and_a_main_page(tmp_path: Path) -> None:
    from huxin.core.keys import KEYS, make_key

    for name in KEYS:
        make_key(tmp_path, name)
    there = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "huxin.config.settings",
        "HUXIN_APPS": "kiosk",
        "HUXIN_DATA": str(tmp_path),
        "PYTHONPATH": str(ROOT / "docs" / "examples" / "measure"),
    }
    done = subprocess.run([sys.executable, "-c", ASK], env=there, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["public", "鹿城区政务服务中心一楼", "officer", "405", "True"]
