"""What other rooms may use of the ledger."""

from huxin.ledger.chain import Verdict, append, digest_of, register_source, verify
from huxin.ledger.evidence import EXTENSIONS, receive, stored
from huxin.ledger.models import Entry, Evidence, Head
from huxin.ledger.replies import KeyReusedError, kept_answer, once

__all__ = [
    "EXTENSIONS",
    "Entry",
    "Evidence",
    "Head",
    "KeyReusedError",
    "Verdict",
    "append",
    "digest_of",
    "kept_answer",
    "once",
    "receive",
    "register_source",
    "stored",
    "verify",
]
