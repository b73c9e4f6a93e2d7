"""The WSGI entry point."""

from __future__ import annotations

import os
from pathlib import Path

from django.core.wsgi import get_wsgi_application

from huxin.core.keys import only_owner, require_keys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huxin.config.settings")
only_owner()
require_keys(Path(os.environ.get("HUXIN_DATA", "var")).resolve())
application = get_wsgi_application()

from huxin.core.service import own_folder, sweep  # noqa: E402 - once Django is ready

own_folder()
sweep()
