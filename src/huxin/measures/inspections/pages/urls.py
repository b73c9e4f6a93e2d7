"""Addresses of this measure, face by face."""

from __future__ import annotations

from django.urls import path

from huxin.measures.inspections.pages import office_draws, office_inspections, office_site, worker_draws

WORKER = [
    path("draws/", worker_draws.draws, name="draws"),
    path("draws/<slug:no>/", worker_draws.draw, name="draw"),
    path("draws/<slug:no>/<slug:name>.<slug:kind>", worker_draws.draw_file, name="draw_file"),
]
OFFICE = [
    path("inspections/", office_inspections.inspections, name="inspections"),
    path("inspections/directories/", office_inspections.directories, name="directories"),
    path("inspections/directories/mend/", office_inspections.mend, name="mend"),
    path("inspections/directories/<slug:sheet>.xlsx", office_inspections.directory_template, name="directory_template"),
    path("inspections/<slug:no>/", office_draws.draw, name="draw"),
    path("site/", office_site.sites, name="sites"),
    path("site/worker.js", office_site.worker_script, name="site_worker"),
    path("site/<slug:no>/", office_site.site, name="site"),
]
