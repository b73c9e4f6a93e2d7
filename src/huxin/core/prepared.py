"""Queries of the act path, put into SQL once: compiling them anew costs more than running them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, Final, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet

Row = TypeVar("Row")
_PLACE: Final = "\N{REPLACEMENT CHARACTER}"
"""Stands in the compiled parameters where the text of a run goes."""


class Prepared(Generic[Row]):
    """A queryset with one text in it: ``build`` makes it, a call runs it with a text and answers its rows.

    Django compiles it once per thread and database connection; rows are made as it always makes them.  The shape of
    the SQL must not depend on the text.
    """

    def __init__(self, build: Callable[[str], QuerySet[Any, Row]]) -> None:
        self._build = build
        self._kept = threading.local()

    def __call__(self, text: str) -> list[Row]:
        queryset = self._queryset()
        self._kept.text = text
        return list(queryset._iterable_class(queryset))

    def _queryset(self) -> Any:
        """The queryset of this thread, whose compiler gives the kept SQL with the text of the run."""
        kept = self._kept
        connection = connections[DEFAULT_DB_ALIAS]
        if getattr(kept, "connection", None) is not connection:
            queryset: Any = self._build(_PLACE)
            compiler = queryset.query.get_compiler(connection=connection)
            sql, parameters = compiler.as_sql()
            compiler.as_sql = lambda: (sql, tuple(kept.text if one == _PLACE else one for one in parameters))
            queryset.query.get_compiler = lambda *_, **__: compiler
            kept.queryset, kept.connection = queryset, connection
        return kept.queryset
