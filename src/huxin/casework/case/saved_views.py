"""An officer's own views of the queues."""

from __future__ import annotations

from huxin.casework.models import SavedView
from huxin.identity.service import Actor


def saved_views(actor: Actor) -> list[SavedView]:
    """By name."""
    return list(SavedView.objects.filter(account_id=actor.pk).order_by("name")[:20])


def save_view(actor: Actor, name: str, query: str) -> None:
    """Keep filters under a name; the same name again replaces them."""
    SavedView.objects.update_or_create(account_id=actor.pk, name=name, defaults={"query": query})


def drop_view(actor: Actor, name: str) -> None:
    """Forget one."""
    SavedView.objects.filter(account_id=actor.pk, name=name).delete()
