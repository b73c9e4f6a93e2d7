"""Words of inspections that officers and everybody else read alike."""

from __future__ import annotations

from django.utils.translation import gettext as _

from huxin.casework.service import Dossier, city_pack
from huxin.law.procedures import Procedure
from huxin.measures.inspections.service import PROCEDURE
from huxin.ui.templatetags.words import say


def labels_of(dossier: Dossier | None = None) -> dict[str, str]:
    """Codes of the checklist and of results in words, by the case's own procedure or by the present pack."""
    procedure: Procedure = dossier.procedure if dossier is not None else city_pack().procedures[PROCEDURE]
    asked = procedure.acts["inspect"].payload
    return {option.value: say(option.label) for one in asked for option in one.options}


def state_text(*, ordered: bool, corrected: bool | None) -> str:
    """What followed from the check."""
    if corrected is not None:
        return _("复查：改好了") if corrected else _("复查：没改好")
    return _("责令改正了，还没复查") if ordered else ""
