"""What other rooms may use of the ledger."""

from huxin.ledger.chain import Verdict, append, digest_of, register_source, verify
from huxin.ledger.custody import chain_of, note
from huxin.ledger.duties import Recurring, duty_states, register_duty, run_due
from huxin.ledger.evidence import (
    check_size,
    dispose,
    place,
    preview_place,
    receive,
    register_disposals,
    store,
    stored,
)
from huxin.ledger.kinds import BY_NAME, EXTENSIONS, KINDS, PICTURES, wrong_kind
from huxin.ledger.models import Custody, Duty, Entry, Evidence, Fault, Head, Leased, Pouch, Receipt, Root, Upload
from huxin.ledger.previews import preview
from huxin.ledger.queues import MOST_TRIES, Queue, QueueState, faults, queue_states, queues, register_queue, retry
from huxin.ledger.receipts import make_receipt, receipt_text, verifier_script
from huxin.ledger.replies import KeyReusedError, kept_answer, once
from huxin.ledger.roots import as_json as root_json
from huxin.ledger.roots import latest_root, public_key, seal_root, verify_case, verify_since
from huxin.ledger.scanning import ScanError, scan, scanner_answers
from huxin.ledger.uploads import (
    PIECE,
    drop_old_uploads,
    drop_pieces,
    open_upload,
    pieces_here,
    pieces_of,
    take_piece,
    whole,
)

__all__ = [
    "BY_NAME",
    "EXTENSIONS",
    "KINDS",
    "MOST_TRIES",
    "PICTURES",
    "PIECE",
    "Custody",
    "Duty",
    "Entry",
    "Evidence",
    "Fault",
    "Head",
    "KeyReusedError",
    "Leased",
    "Pouch",
    "Queue",
    "QueueState",
    "Receipt",
    "Recurring",
    "Root",
    "ScanError",
    "Upload",
    "Verdict",
    "append",
    "chain_of",
    "check_size",
    "digest_of",
    "dispose",
    "drop_old_uploads",
    "drop_pieces",
    "duty_states",
    "faults",
    "kept_answer",
    "latest_root",
    "make_receipt",
    "note",
    "once",
    "open_upload",
    "pieces_here",
    "pieces_of",
    "place",
    "preview",
    "preview_place",
    "public_key",
    "queue_states",
    "queues",
    "receipt_text",
    "receive",
    "register_disposals",
    "register_duty",
    "register_queue",
    "register_source",
    "retry",
    "root_json",
    "run_due",
    "scan",
    "scanner_answers",
    "seal_root",
    "store",
    "stored",
    "take_piece",
    "verifier_script",
    "verify",
    "verify_case",
    "verify_since",
    "whole",
    "wrong_kind",
]
