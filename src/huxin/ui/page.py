"""One declaration for a page: who may enter, which methods it takes, and where its form stands."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Literal, TypeVar, cast

from django.http import HttpRequest, HttpResponseNotAllowed, HttpResponseRedirect

from huxin.identity.service import access

Method = Literal["GET", "POST"]
View = TypeVar("View", bound=Callable[..., Any])


def page(*methods: Method, who: str, form_at: Callable[..., str] | None = None) -> Callable[[View], View]:
    """Declare a view.

    ``who`` names a rule of ``identity.access``; no answer is kept by a cache (``core.http.no_store``).  A page that
    takes POST alone says in ``form_at`` where its form stands, with the arguments of the address: whoever comes there
    without a form is led to it.  Raises KeyError for a rule that does not exist, ValueError for no method and for a
    POST page whose form stands nowhere.
    """
    if not methods or (methods == ("POST",)) != (form_at is not None):
        raise ValueError(f"a page takes GET, or says where its form stands: {methods}")

    def mark(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if request.method in methods:
                return view(request, *args, **kwargs)
            if form_at is not None and request.method == "GET":
                return HttpResponseRedirect(form_at(**kwargs))
            return HttpResponseNotAllowed(methods if form_at is None else ("GET", "POST"))

        return cast(View, access(who)(checked))

    return mark
