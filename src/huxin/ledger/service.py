"""What other rooms may use of the ledger."""

from huxin.ledger.chain import Verdict, append, digest_of, register_source, verify
from huxin.ledger.evidence import EXTENSIONS, receive, stored
from huxin.ledger.models import HASH_LENGTH, Entry, Evidence, Head
from huxin.ledger.replies import KeyReusedError, kept_answer, once
from huxin.ledger.roots import as_json as root_json
from huxin.ledger.roots import latest_root, seal_root, verify_case, verify_since

__all__ = [
    "EXTENSIONS",
    "HASH_LENGTH",
    "Entry",
    "Evidence",
    "Head",
    "KeyReusedError",
    "Verdict",
    "append",
    "digest_of",
    "kept_answer",
    "latest_root",
    "once",
    "receive",
    "register_source",
    "root_json",
    "seal_root",
    "stored",
    "verify",
    "verify_case",
    "verify_since",
]
