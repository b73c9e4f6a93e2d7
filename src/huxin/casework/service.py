"""What other rooms may use of casework."""

from huxin.casework.acting import file_case, filed_before, perform, rebuild
from huxin.casework.adopting import Uncertain, adopt, uncertain_parameters
from huxin.casework.dossier import Dossier, Step, earlier_decisions
from huxin.casework.drafts import drop_draft, load_draft, save_draft
from huxin.casework.errors import ConflictError, ForbiddenError, NotFoundError
from huxin.casework.leaving import Stay, leave, why_not_yet
from huxin.casework.letters.content import letter_title, office_name
from huxin.casework.letters.queue import issue_waiting, letter_pdf, preview_decision
from huxin.casework.letters.signing import Signature, check_signature, make_certificate
from huxin.casework.measures import Measure, register_measure
from huxin.casework.models import Case, Letter
from huxin.casework.notices import send_waiting
from huxin.casework.notices import text_of as notice_text
from huxin.casework.own_data import own_archive
from huxin.casework.pack import city_adoptions, city_pack, today
from huxin.casework.papers import receive_evidence
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
    "Stay",
    "Step",
    "Uncertain",
    "adopt",
    "allowed_for",
    "batches",
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
    "issue_waiting",
    "keep_pack",
    "leave",
    "letter_pdf",
    "letter_title",
    "letters_of",
    "list_queue",
    "load_draft",
    "make_certificate",
    "my_cases",
    "notice_text",
    "notices_of",
    "office_accounts",
    "office_name",
    "open_evidence",
    "own_archive",
    "pack_of",
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
    "save_draft",
    "save_view",
    "saved_views",
    "send_waiting",
    "to_pay",
    "today",
    "uncertain_parameters",
    "view_case",
    "why_not_yet",
]
