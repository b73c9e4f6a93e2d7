"""Procedures 办事规程: what can be done to a case, by whom, from which status; pure functions over acts.

A case is the list of its acts.  Status, allowed acts and clocks follow from (procedure, acts) alone:

    >>> from datetime import datetime
    >>> from huxin.law import load_pack
    >>> from huxin.law.dates import SHANGHAI
    >>> from huxin.law.procedures import ActRecord, allowed, check_act, status_of
    >>> procedure = load_pack("wenzhou").procedures["social-insurance-subsidy"]
    >>> nine = datetime(2026, 2, 10, 9, tzinfo=SHANGHAI)
    >>> filed = [ActRecord("file", nine, by="worker", payload={"county": "330304"}, actor="account-1")]
    >>> status_of(procedure, filed)
    'received'
    >>> "accept" in allowed(procedure, filed)
    True
    >>> check_act(procedure, filed, "accept", "handler", {}, actor="account-7")     # None: legal
    >>> check_act(procedure, filed, "pay", "finance", {})
    Traceback (most recent call last):
    huxin.law.errors.InputError: act: got pay, wanted one of ...

For faces: ``procedure.form`` is a tuple of steps, one screen each; ``Screen.fields`` are ``Field`` with a ``kind`` of
a closed list; ``Field.source`` other than ``applicant`` is shown, never typed.  ``holds(condition, answers)``
decides ``when`` and ``Evidence.required``.  ``field_problems(fields, payload, on=…)`` returns every fault with
words in both languages (``text``) and the field to put it at; ``check_act`` raises the first one as InputError.
``procedure.fields_of(act)`` are the fields that an act asks.  ``STATUS_LABELS[code]["zh"]`` is the public word of a
status.
"""

from huxin.law.procedures.fields import FieldProblem, field_problems, holds, moment_of
from huxin.law.procedures.fold import (
    ActRecord,
    Folded,
    allowed,
    answers_before,
    check_act,
    fold,
    may,
    status_of,
    unconfirmed,
)
from huxin.law.procedures.model import (
    ACTOR,
    COMPUTED,
    OFFICERS,
    PARTIES,
    SIDE,
    STATUS_LABELS,
    STATUSES,
    Act,
    Bound,
    Clock,
    Collection,
    Concerned,
    EvidenceSpec,
    Field,
    HandOver,
    Payment,
    Precondition,
    Procedure,
    Reference,
    ResultRule,
    Screen,
    Turn,
)
from huxin.law.procedures.money import owed
from huxin.law.procedures.preconditions import Look, bound_problems, clocks_before, too_early, unmet

__all__ = [
    "ACTOR",
    "COMPUTED",
    "OFFICERS",
    "PARTIES",
    "SIDE",
    "STATUSES",
    "STATUS_LABELS",
    "Act",
    "ActRecord",
    "Bound",
    "Clock",
    "Collection",
    "Concerned",
    "EvidenceSpec",
    "Field",
    "FieldProblem",
    "Folded",
    "HandOver",
    "Look",
    "Payment",
    "Precondition",
    "Procedure",
    "Reference",
    "ResultRule",
    "Screen",
    "Turn",
    "allowed",
    "answers_before",
    "bound_problems",
    "check_act",
    "clocks_before",
    "field_problems",
    "fold",
    "holds",
    "may",
    "moment_of",
    "owed",
    "status_of",
    "too_early",
    "unconfirmed",
    "unmet",
]
