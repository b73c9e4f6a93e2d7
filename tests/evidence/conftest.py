"""What the evidence tests share: pictures that are pictures, and static files without a build."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from huxin.identity.service import Actor
from tests.support import make_worker

PLAIN = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


def picture(shade: int = 90, size: tuple[int, int] = (1600, 900), kind: str = "JPEG") -> bytes:
    """A photo with a camera's metadata: the place where it was taken and which way up."""
    out = io.BytesIO()
    image = Image.linear_gradient("L").resize(size).point(lambda value: (value + shade) % 256).convert("RGB")
    exif = Image.Exif()
    exif[0x010F] = "SECRETCAMERA"
    exif[0x0112] = 6
    image.save(out, kind, exif=exif)
    return out.getvalue()


@pytest.fixture(autouse=True)
def _plain_static(settings) -> None:
    settings.STORAGES = {**settings.STORAGES, "staticfiles": PLAIN}


@pytest.fixture
def worker(db: None) -> Actor:
    return make_worker()
