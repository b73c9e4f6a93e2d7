"""What other rooms may use of evidence."""

from huxin.evidence.custody import chain_of, note
from huxin.evidence.kinds import BY_NAME, EXTENSIONS, KINDS, PICTURES, accepted, wrong_kind
from huxin.evidence.models import Custody, Evidence, Pouch, Receipt, Upload
from huxin.evidence.previews import Likeness, likeness, preview
from huxin.evidence.receipts import ROOM, make_receipt, receipt_text, seal_paper, verifier_script
from huxin.evidence.scanner import ScanError, scan, scanner_answers
from huxin.evidence.store import check_size, dispose, place, preview_place, receive, register_disposals, store, stored
from huxin.evidence.uploads import (
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
    "PICTURES",
    "PIECE",
    "ROOM",
    "Custody",
    "Evidence",
    "Likeness",
    "Pouch",
    "Receipt",
    "ScanError",
    "Upload",
    "accepted",
    "chain_of",
    "check_size",
    "dispose",
    "drop_old_uploads",
    "drop_pieces",
    "likeness",
    "make_receipt",
    "note",
    "open_upload",
    "pieces_here",
    "pieces_of",
    "place",
    "preview",
    "preview_place",
    "receipt_text",
    "receive",
    "register_disposals",
    "scan",
    "scanner_answers",
    "seal_paper",
    "store",
    "stored",
    "take_piece",
    "verifier_script",
    "whole",
    "wrong_kind",
]
