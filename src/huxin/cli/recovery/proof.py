"""The proof, run inside a restored copy: the chain verifies, somebody signs in, a case opens.

python -m huxin.cli.recovery.proof
"""

from __future__ import annotations

import json
import secrets
import sys
from typing import Any

from huxin.cli.django_setup import prepare, start_django


def prove() -> dict[str, Any]:
    """What was found, as JSON.  The copy is changed for it (a new password): never run it on the service itself."""
    from django.test import Client

    from huxin.casework.service import Case
    from huxin.core.service import try_all, verify
    from huxin.identity.service import Account

    found = verify()
    account = Account.objects.filter(kind="worker", is_active=True, person__cases__isnull=False).order_by("pk").first()
    case = Case.objects.filter(applicant__accounts=account).order_by("no").first() if account else None
    result: dict[str, Any] = {
        "intact": found.intact,
        "entries": found.entries,
        "fault": found.fault,
        "sealed": try_all(),
    }
    if account is None or case is None:
        return result | {"login": None, "case": None}
    password = secrets.token_urlsafe(16)
    account.set_password(password)
    account.save(update_fields=["password"])
    browser = Client(SERVER_NAME=_host())
    answer = browser.post("/login/", {"username": account.username, "password": password}, secure=True)
    page = browser.get(f"/cases/{case.no}/", secure=True)
    return result | {
        "login": answer.status_code == 302,
        "case": page.status_code == 200 and case.no.encode() in page.content,
    }


def _host() -> str:
    """A name under which this installation answers."""
    from django.conf import settings

    first = str(settings.ALLOWED_HOSTS[0]).lstrip(".")
    return "localhost" if first == "*" else first


def main() -> int:
    """JSON on stdout; exit status 1 when something does not hold."""
    start_django()
    prepare()
    found = prove()
    print(json.dumps(found))
    fine = found["intact"] and all(found["sealed"].values())
    return 0 if fine and found["login"] is not False and found["case"] is not False else 1


if __name__ == "__main__":
    sys.exit(main())
