"""How much one person may upload in a day, so that nobody fills the disk."""

from __future__ import annotations

from datetime import datetime, time

from django.conf import settings
from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from huxin.evidence.service import Evidence
from huxin.identity.service import Actor
from huxin.law import InputError
from huxin.law.dates import SHANGHAI, day_of
from huxin.people.service import Person


def check_quota(person: Person, actor: Actor, now: datetime) -> None:
    """Let one more file in; the person's row is locked, so that two at once are counted.  Raises InputError."""
    Person.objects.select_for_update().get(id=person.id)
    morning = datetime.combine(day_of(now), time(), SHANGHAI)
    found = Evidence.objects.filter(received_by=actor.key, received_at__gte=morning).aggregate(
        files=Count("id"), size=Sum("size")
    )
    files, megabytes = found["files"], (found["size"] or 0) / 1_000_000
    if files >= settings.UPLOADS_PER_DAY or megabytes >= settings.UPLOAD_MB_PER_DAY:
        raise InputError(
            "quota",
            "file",
            f"{files} files, {megabytes:.0f} MB today",
            f"{settings.UPLOADS_PER_DAY} files and {settings.UPLOAD_MB_PER_DAY} MB a day",
            _("今天传的文件已经很多了，明天再传。已经传的都在。"),
        )
