"""A client that does not give up: the same request with the same key until somebody answers."""

from __future__ import annotations

import http.client
import http.cookiejar
import re
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Callable, Mapping

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
_EARLIER = re.compile(r'type="checkbox" name="(kept-[\w-]+)" value="([\w-]+)"')


def _found(pattern: re.Pattern[str], page: str) -> re.Match[str]:
    found = pattern.search(page)
    assert found, page
    return found


class _Stay(urllib.request.HTTPRedirectHandler):
    """Redirects are answers here."""

    def redirect_request(self, *_: object) -> None:
        return None


class Client:
    """Signed in as one account; ``acknowledged`` holds the texts that the server said it took."""

    def __init__(self, url: str, account: str, password: str, code: str | None = None) -> None:
        self.url = url
        jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar), _Stay())
        self.acknowledged: list[str] = []
        self.refused: list[str] = []
        self.on_fault: Callable[[int, str], object] = lambda status, body: None
        form = {"username": account, "password": password, "csrfmiddlewaretoken": self.token("/login/")}
        assert self.post("/login/", form) == 302
        if code is not None:
            second = {"code": code, "csrfmiddlewaretoken": self.token("/second-factor/")}
            assert self.post("/second-factor/", second) == 302

    def get(self, path: str) -> str:
        """A page, however often the server has to be asked."""
        while True:
            try:
                with self.opener.open(self.url + path, timeout=20) as answer:
                    return str(answer.read().decode())
            except urllib.error.HTTPError as error:
                if error.code < 500:
                    return error.read().decode()
                self.on_fault(error.code, error.read().decode())
                time.sleep(0.05)
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)

    def token(self, path: str) -> str:
        return _found(_TOKEN, self.get(path))[1]

    def post(self, path: str, form: Mapping[str, str]) -> int:
        """The status of the answer, after as many tries as it takes; the same form every time."""
        body = urllib.parse.urlencode(form).encode()
        while True:
            request = urllib.request.Request(self.url + path, body, {"Referer": self.url + path})
            try:
                with self.opener.open(request, timeout=20) as answer:
                    return int(answer.status)
            except urllib.error.HTTPError as error:
                if error.code < 500:
                    return error.code
                self.on_fault(error.code, error.read().decode())
                time.sleep(0.05)
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)

    def act(self, no: str, act: str, field: str, page: str, path: str, *, again: bool = False) -> None:
        """One act with a text of its own; ``again``: with a file that was sent before, since it must bring one."""
        text, shown = f"{act}-{uuid.uuid4().hex}", self.get(page)
        form = {"csrfmiddlewaretoken": _found(_TOKEN, shown)[1], "key": uuid.uuid4().hex, field: text}
        if again:
            name, file = _found(_EARLIER, shown).groups()
            form[name] = file
        status = self.post(path, form)
        (self.acknowledged if status == 302 else self.refused).append(text)

    def keep_acting(self, no: str, stop: threading.Event, *, officer: bool) -> None:
        """Notes by an officer, remarks by a worker, until told to stop."""
        while not stop.is_set():
            if officer:
                self.act(no, "note", "text", f"/agency/cases/{no}/", f"/agency/cases/{no}/do/note/")
            else:
                path = f"/cases/{no}/do/add_evidence/"
                self.act(no, "add_evidence", "remark", path, path, again=True)
