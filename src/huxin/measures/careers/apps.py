"""Django's entry to this room."""

from __future__ import annotations

from django.apps import AppConfig


class CareersConfig(AppConfig):
    """The room of skills and certificates."""

    name = "huxin.measures.careers"

    def ready(self) -> None:
        from huxin.casework.service import (
            Keeper,
            Measure,
            follow_act,
            register_computed,
            register_measure,
            register_own_data,
            register_own_table,
            register_reference,
        )
        from huxin.core.service import register_queue, register_source
        from huxin.measures.careers import (
            assessing,
            certifying,
            classes,
            contesting,
            own_data,
            piloting,
            sealed,
            subsidy,
            telling,
        )
        from huxin.measures.careers.pages import register as register_pages

        register_pages()
        for kind, rows in sealed.SOURCES.items():
            register_source(kind, rows)
        for act, compute in assessing.COMPUTED.items():
            register_computed(act, compute, assessing.PROCEDURE)
        for act, guard in assessing.GUARDS.items():
            follow_act(assessing.PROCEDURE, act, guard)
        for act, guard in contesting.GUARDS.items():
            follow_act(contesting.PROCEDURE, act, guard)
        follow_act(classes.PROCEDURE, "accept", classes.open_class)
        follow_act(classes.PROCEDURE, "certify", certifying.certify_class)
        follow_act(classes.PROCEDURE, "revoke", certifying.revoke_named)
        follow_act(certifying.ASSESSMENT, "decide", certifying.certify_assessed)
        follow_act(certifying.ASSESSMENT, "revoke", certifying.revoke_assessed)
        register_reference("class", Keeper(classes.named_class, classes.classes_to_name))
        register_reference("certificate", Keeper(certifying.named_certificate))
        for act in piloting.COMPUTED:
            register_computed(act, piloting.figures, piloting.PROCEDURE)
        for act, guard in piloting.GUARDS.items():
            follow_act(piloting.PROCEDURE, act, guard)
        register_queue(telling.QUEUE)
        register_own_data("learning", own_data.own_learning)
        register_own_data("certificates", own_data.own_certificates)
        register_own_table(own_data.CERTIFICATES)
        register_measure(subsidy.PROCEDURE, Measure(subsidy.subsidy_facts, subsidy.subsidy_letter))
