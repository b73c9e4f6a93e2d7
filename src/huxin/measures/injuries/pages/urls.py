"""Addresses of this measure, face by face."""

from __future__ import annotations

from django.urls import path

from huxin.measures.injuries.pages import office_bundles, worker_accident, worker_after, worker_injury, worker_pieces

WORKER = [
    path("accident/", worker_accident.start, name="accident"),
    path("sealed/<slug:secret>/", worker_accident.sealed, name="sealed"),
    path("sealed/<slug:secret>/receipt.pdf", worker_accident.receipt, name="sealed_receipt"),
    path("sealed/<slug:secret>/pieces/", worker_pieces.begin, name="pouch_upload"),
    path("sealed/<slug:secret>/pieces/<uuid:upload_id>/<int:number>/", worker_pieces.piece, name="pouch_piece"),
    path("sealed/<slug:secret>/next/", worker_after.after, name="after"),
    path("sealed/<slug:secret>/claim/<slug:name>/", worker_after.begin, name="claim_begin"),
    path("sealed/<slug:secret>/claim/", worker_accident.take, name="claim"),
    path("help/injury/", worker_injury.injury, name="injury"),
]
OFFICE = [
    path("cases/<slug:no>/collect/", office_bundles.again, name="collect"),
]
