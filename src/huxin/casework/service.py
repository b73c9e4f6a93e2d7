"""What other rooms may use of casework."""

from huxin.casework.acting import file_case, filed_before, perform, rebuild
from huxin.casework.adopting import Uncertain, adopt, uncertain_parameters
from huxin.casework.dossier import Dossier, Step, earlier_decisions
from huxin.casework.drafts import drop_draft, load_draft, save_draft
from huxin.casework.errors import ConflictError, ForbiddenError, NotFoundError
from huxin.casework.handing_over import Carried, begin_from, carried, chain_of, onward
from huxin.casework.letters.content import letter_title, office_name
from huxin.casework.letters.queue import issue_waiting, letter_pdf, preview_decision
from huxin.casework.letters.signing import Signature, check_signature, make_certificate
from huxin.casework.measures import Measure, follow_act, register_measure
from huxin.casework.models import Case, Letter, Waiting
from huxin.casework.notices import send_waiting
from huxin.casework.notices import text_of as notice_text
from huxin.casework.outbox import work_off
from huxin.casework.outline import visible_payload, visible_steps
from huxin.casework.pack import city_adoptions, city_pack, office_label, today
from huxin.casework.papers import receive_evidence
from huxin.casework.parties import applicant_of, may_open, parties_of, roles_in
from huxin.casework.paying import Payable, batches, pay, pay_csv, pay_rows, pay_xlsx, to_pay
from huxin.casework.reading import (
    QUEUES,
    Page,
    allowed_for,
    colleagues,
    due_days,
    evidence_rows,
    letters_of,
    list_queue,
    my_cases,
    notices_of,
    office_accounts,
    open_evidence,
    queue_count,
    queue_rows,
    view_case,
)
from huxin.casework.saved_views import drop_view, save_view, saved_views
from huxin.casework.versions import explain_record, keep_pack, pack_of

__all__ = [
    "QUEUES",
    "Carried",
    "Case",
    "ConflictError",
    "Dossier",
    "ForbiddenError",
    "Letter",
    "Measure",
    "NotFoundError",
    "Page",
    "Payable",
    "Signature",
    "Step",
    "Uncertain",
    "Waiting",
    "adopt",
    "allowed_for",
    "applicant_of",
    "batches",
    "begin_from",
    "carried",
    "chain_of",
    "check_signature",
    "city_adoptions",
    "city_pack",
    "colleagues",
    "drop_draft",
    "drop_view",
    "due_days",
    "earlier_decisions",
    "evidence_rows",
    "explain_record",
    "file_case",
    "filed_before",
    "follow_act",
    "issue_waiting",
    "keep_pack",
    "letter_pdf",
    "letter_title",
    "letters_of",
    "list_queue",
    "load_draft",
    "make_certificate",
    "may_open",
    "my_cases",
    "notice_text",
    "notices_of",
    "office_accounts",
    "office_label",
    "office_name",
    "onward",
    "open_evidence",
    "pack_of",
    "parties_of",
    "pay",
    "pay_csv",
    "pay_rows",
    "pay_xlsx",
    "perform",
    "preview_decision",
    "queue_count",
    "queue_rows",
    "rebuild",
    "receive_evidence",
    "register_measure",
    "roles_in",
    "save_draft",
    "save_view",
    "saved_views",
    "send_waiting",
    "to_pay",
    "today",
    "uncertain_parameters",
    "view_case",
    "visible_payload",
    "visible_steps",
    "work_off",
]
