"""Addresses of the workbench."""

from __future__ import annotations

from django.urls import path

from huxin.measures.careers.pages import office_training
from huxin.measures.disputes.pages import office_groups
from huxin.measures.governance.pages import office_figures, office_findings
from huxin.measures.injuries.pages import office_bundles
from huxin.measures.inspections.pages import office_draws, office_inspections, office_site
from huxin.measures.places.pages import office_places
from huxin.measures.publicity.pages import office_campaigns
from huxin.measures.safety.pages import office_rules, office_safety, office_weather
from huxin.measures.subsidies.pages import office_pay
from huxin.web.office import (
    accounts,
    audit,
    case,
    corrections,
    export,
    letters,
    new,
    operations,
    papers,
    parameters,
    procedures,
    queue,
    records,
    reminders,
    system,
    together,
)

app_name = "agency"
urlpatterns = [
    path("", queue.home, name="home"),
    path("queue/<slug:name>/", queue.queue, name="queue"),
    path("queue/<slug:name>/views/", queue.views, name="views"),
    path("queue/<slug:name>/take/", queue.take, name="take"),
    path("queue/<slug:name>.<slug:kind>", export.export, name="export"),
    path("new/", new.services, name="services"),
    path("new/<slug:name>/", new.new, name="new"),
    path("queue/<slug:name>/together/", together.together, name="together"),
    path("reminders/", reminders.reminders, name="reminders"),
    path("records/", records.records, name="records"),
    path("procedures/", procedures.procedures, name="procedures"),
    path("procedures/<slug:name>/", procedures.procedure, name="procedure"),
    path("groups/", office_groups.group_disputes, name="groups"),
    path("groups/<slug:code>/<slug:matter>/", office_groups.group, name="group"),
    path("calendar/", queue.calendar, name="calendar"),
    path("cases/<slug:no>/", case.case, name="case"),
    path("cases/<slug:no>/sheet/", case.sheet, name="sheet"),
    path("cases/<slug:no>/do/<slug:name>/", case.act, name="act"),
    path("cases/<slug:no>/evidence/<uuid:evidence_id>/", papers.evidence, name="evidence"),
    path("cases/<slug:no>/receipt.pdf", papers.receipt, name="receipt"),
    path("cases/<slug:no>/unmask/", case.unmask, name="unmask"),
    path("cases/<slug:no>/letters/<uuid:letter_id>/again/", letters.again, name="letter_again"),
    path("cases/<slug:no>/collect/", office_bundles.again, name="collect"),
    path("cases/<slug:no>/preview.pdf", papers.preview, name="preview"),
    path("pay/", office_pay.pay_list, name="pay"),
    path("pay/<slug:no>/", office_pay.batch, name="batch"),
    path("pay/<slug:no>.<slug:kind>", office_pay.batch_file, name="batch_file"),
    path("parameters/", parameters.parameters, name="parameters"),
    path("training/", office_training.classes, name="training"),
    path("training/<slug:no>/", office_training.training_class, name="training_class"),
    path("audit/", audit.audit, name="audit"),
    path("weather/", office_weather.weather, name="weather"),
    path("findings/", office_findings.findings, name="findings"),
    path("findings.csv", office_findings.findings_csv, name="findings_csv"),
    path("findings/<slug:name>/", office_findings.finding, name="finding"),
    path("figures/", office_figures.figures, name="figures"),
    path("figures.csv", office_figures.figures_csv, name="figures_csv"),
    path("safety/", office_safety.safety, name="safety"),
    path("safety/<slug:code>/", office_safety.company, name="safety_company"),
    path("places/", office_places.places, name="places"),
    path("campaigns/", office_campaigns.campaigns, name="campaigns"),
    path("rules/", office_rules.rules, name="rules"),
    path("rules/<slug:no>/", office_rules.rule, name="rule"),
    path("operations/", operations.operations, name="operations"),
    path("audit/access/", audit.access_lines, name="access"),
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/<str:username>/", accounts.account, name="account"),
    path("processing.csv", accounts.processing, name="processing"),
    path("system/", system.system, name="system"),
    path("corrections/", corrections.corrected, name="corrections"),
    path("inspections/", office_inspections.inspections, name="inspections"),
    path("inspections/directories/", office_inspections.directories, name="directories"),
    path("inspections/directories/mend/", office_inspections.mend, name="mend"),
    path("inspections/directories/<slug:sheet>.xlsx", office_inspections.directory_template, name="directory_template"),
    path("inspections/<slug:no>/", office_draws.draw, name="draw"),
    path("site/", office_site.sites, name="sites"),
    path("site/worker.js", office_site.worker_script, name="site_worker"),
    path("site/<slug:no>/", office_site.site, name="site"),
]
