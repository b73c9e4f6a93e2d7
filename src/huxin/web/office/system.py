"""How the service is, for the system administrator 系统管理员: numbers and settings, and no word of any case."""

from __future__ import annotations

import shutil
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from huxin.casework.service import Letter, city_pack
from huxin.core.limits import BOUNDS, bound
from huxin.core.service import Head, latest_root
from huxin.identity.service import STAFF, Account, waiting
from huxin.ui.formatting import instant_text, size_text
from huxin.ui.office import render_page
from huxin.ui.page import page


@page("GET", who="system_admin")
def system(request: HttpRequest) -> HttpResponse:
    """Three tables: the machine, the accounts, the settings."""
    return render_page(request, "agency/system.html", {"tables": [_machine(), _accounts(), _settings()]})


def _machine() -> dict[str, Any]:
    disk, head, root = shutil.disk_usage(settings.DATA), Head.objects.filter(id=1).first(), latest_root()
    pack = city_pack()
    return {
        "label": _("运行"),
        "rows": [
            (_("数据库"), connection.vendor),
            (_("政策包"), f"{pack.id} {pack.version} {pack.hash[7:15]}"),
            (_("磁盘还剩"), f"{size_text(disk.free)} / {size_text(disk.total)}"),
            (_("等着出的文书"), str(Letter.objects.filter(issued_at=None).count())),
            (_("封存的记录"), str(head.seq if head else 0)),
            (_("最近一次签名"), instant_text(root.at) if root else "—"),
        ],
    }


def _accounts() -> dict[str, Any]:
    now, staff = timezone.now(), Account.objects.filter(kind__in=STAFF)
    return {
        "label": _("账号"),
        "rows": [
            (_("工作人员账号"), str(staff.filter(is_active=True).count())),
            (_("停用的"), str(staff.filter(is_active=False).count())),
            (_("因为输错要等一等的"), str(len(waiting(staff)))),
            (_("没装第二因素的"), str(staff.filter(is_active=True, second_factor__confirmed_at=None).count())),
            (_("登录着的"), str(Session.objects.filter(expire_date__gt=now).count())),
        ],
    }


def _settings() -> dict[str, Any]:
    return {"label": _("限额"), "rows": [(name, str(bound(name))) for name in BOUNDS]}
