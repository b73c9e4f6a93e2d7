"""Addresses of the door for programs."""

from __future__ import annotations

from django.urls import path

from huxin.feeds import door

urlpatterns = [
    path("<slug:company>/<slug:kind>/batches", door.post_batch, name="feed_batches"),
    path("<slug:company>/batches/<slug:batch>.<slug:form>", door.show_receipt, name="feed_receipt"),
]
