"""The act ``rebase``: an open case goes on under the present version of its procedure and the present calendar."""

from __future__ import annotations

from django.utils.translation import gettext as _

from huxin.casework.case.dossier import Dossier
from huxin.casework.law.city import city_pack
from huxin.law import InputError
from huxin.law.procedures import Procedure, fold, status_of


def move_to_present(dossier: Dossier) -> None:
    """Put the present procedure and calendar under a case, before its act ``rebase`` is checked and written.

    Raises InputError where the procedure is gone, where the present version does not know what was done before, or
    where it would put the case into another status.
    """
    pack = city_pack()
    present = pack.procedures.get(dossier.case.procedure)
    if present is None:
        raise InputError(
            "rebase",
            "act",
            dossier.case.procedure,
            "a procedure of the present pack",
            _("现在没有这个事项了。这个件只能按原来的规程办完。"),
        )
    _continues(dossier, present)
    dossier.procedure, dossier.calendar = present, pack.calendar
    dossier.case.procedure_version = present.version


def _continues(dossier: Dossier, present: Procedure) -> None:
    try:
        found = fold(present, dossier.records)
    except InputError as error:
        hint = _("以前做过的步骤，新规程里没有。这个件只能按原来的规程办完。")
        raise InputError(
            "rebase", error.problem.field, error.problem.got, "acts that the present version knows", hint
        ) from None
    before = status_of(dossier.procedure, dossier.records)
    if found.status != before:
        hint = _("按新规程，现在的状态会变。这个件只能按原来的规程办完。")
        raise InputError("rebase", "status", found.status, f"'{before}' as it is", hint)
