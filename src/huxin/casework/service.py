"""What other rooms may use of casework."""

from huxin.casework.acting import file_case, filed_before, perform, rebuild
from huxin.casework.adopting import Uncertain, adopt, uncertain_parameters
from huxin.casework.batching import TOGETHER, Done, handlers_of, perform_many, sheet_of
from huxin.casework.delivering import reminder_text, send_reminders
from huxin.casework.disposing import (
    Expired,
    carry_out_disposal,
    expired,
    hold,
    holds_of,
    lift_hold,
    propose_disposal,
    proposed_disposals,
)
from huxin.casework.dossier import Dossier, Step, earlier_decisions
from huxin.casework.drafts import drop_draft, load_draft, save_draft
from huxin.casework.errors import ConflictError, DisposedError, ForbiddenError, NotFoundError
from huxin.casework.handing_over import Carried, begin_from, carried, chain_of, onward
from huxin.casework.leaving import Stay, leave, why_not_yet
from huxin.casework.letters.content import letter_title, office_name
from huxin.casework.letters.queue import issue_waiting, letter_pdf, preview_decision
from huxin.casework.letters.signing import Signature, check_signature, make_certificate, sign
from huxin.casework.letters.typeset import typeset
from huxin.casework.measures import Measure, follow_act, register_measure
from huxin.casework.models import Case, Letter, Reminder
from huxin.casework.notices import send_waiting
from huxin.casework.notices import text_of as notice_text
from huxin.casework.outline import visible_payload, visible_steps
from huxin.casework.own_data import own_archive
from huxin.casework.pack import city_adoptions, city_pack, office_label, today
from huxin.casework.papers import (
    WithheldError,
    add_piece,
    begin_upload,
    belong_to,
    locker,
    own_paper,
    receive_evidence,
    shown_paper,
)
from huxin.casework.parties import applicant_of, may_open, parties_of, roles_in
from huxin.casework.paying import Payable, batches, pay, pay_csv, pay_rows, pay_xlsx, to_pay
from huxin.casework.pouches import claim, find_pouch, open_pouch, pouch_number, put_in, unclaimed_days
from huxin.casework.reading import (
    QUEUES,
    Page,
    allowed_for,
    colleagues,
    due_days,
    evidence_of,
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
from huxin.casework.receipts import find_receipt, receipt_for, receipt_pdf
from huxin.casework.reminding import (
    ask_due,
    reminder_count,
    reminders_of,
    reminders_to_applicant,
    see_reminders,
)
from huxin.casework.rosters import Changes, Receipt, Roster, company_for, take_in
from huxin.casework.saved_views import drop_view, save_view, saved_views
from huxin.casework.versions import explain_record, keep_pack, pack_of

__all__ = [
    "QUEUES",
    "TOGETHER",
    "Carried",
    "Case",
    "Changes",
    "ConflictError",
    "DisposedError",
    "Done",
    "Dossier",
    "Expired",
    "ForbiddenError",
    "Letter",
    "Measure",
    "NotFoundError",
    "Page",
    "Payable",
    "Receipt",
    "Reminder",
    "Roster",
    "Signature",
    "Stay",
    "Step",
    "Uncertain",
    "WithheldError",
    "add_piece",
    "adopt",
    "allowed_for",
    "applicant_of",
    "ask_due",
    "batches",
    "begin_from",
    "begin_upload",
    "belong_to",
    "carried",
    "carry_out_disposal",
    "chain_of",
    "check_signature",
    "city_adoptions",
    "city_pack",
    "claim",
    "colleagues",
    "company_for",
    "drop_draft",
    "drop_view",
    "due_days",
    "earlier_decisions",
    "evidence_of",
    "evidence_rows",
    "expired",
    "explain_record",
    "file_case",
    "filed_before",
    "find_pouch",
    "find_receipt",
    "follow_act",
    "handlers_of",
    "hold",
    "holds_of",
    "issue_waiting",
    "keep_pack",
    "leave",
    "letter_pdf",
    "letter_title",
    "letters_of",
    "lift_hold",
    "list_queue",
    "load_draft",
    "locker",
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
    "open_pouch",
    "own_archive",
    "own_paper",
    "pack_of",
    "parties_of",
    "pay",
    "pay_csv",
    "pay_rows",
    "pay_xlsx",
    "perform",
    "perform_many",
    "pouch_number",
    "preview_decision",
    "propose_disposal",
    "proposed_disposals",
    "put_in",
    "queue_count",
    "queue_rows",
    "rebuild",
    "receipt_for",
    "receipt_pdf",
    "receive_evidence",
    "register_measure",
    "reminder_count",
    "reminder_text",
    "reminders_of",
    "reminders_to_applicant",
    "roles_in",
    "save_draft",
    "save_view",
    "saved_views",
    "see_reminders",
    "send_reminders",
    "send_waiting",
    "sheet_of",
    "shown_paper",
    "sign",
    "take_in",
    "to_pay",
    "today",
    "typeset",
    "uncertain_parameters",
    "unclaimed_days",
    "view_case",
    "visible_payload",
    "visible_steps",
    "why_not_yet",
]
