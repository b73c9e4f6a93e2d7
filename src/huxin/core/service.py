"""What other rooms may use of the core."""

from huxin.core.audit.chain import Verdict, append, digest_of, register_check, register_source, verify
from huxin.core.audit.roots import as_json as root_json
from huxin.core.audit.roots import is_ours, latest_root, public_key, seal_root, verify_case, verify_since
from huxin.core.crypto import blind_index as index_of
from huxin.core.crypto import open_secret, seal_secret
from huxin.core.http.problems import SORTED, hint_of, is_program, problem, problem_of
from huxin.core.idempotency import KeyReusedError, kept_answer, once
from huxin.core.jobs.queue import (
    MOST_TRIES,
    Queue,
    QueueState,
    UnreachableError,
    faults,
    queue_states,
    queues,
    register_queue,
    retry,
    waiting_row,
)
from huxin.core.jobs.schedule import PeriodicTask, ToldError, due_now, duty_states, register_duty, run_due
from huxin.core.models import HASH_LENGTH, Duty, Entry, Fault, Head, Leased, Root
from huxin.core.openings import SealedKind, register_sealed_kind, sealed_under, try_all
from huxin.core.prepared import Prepared
from huxin.core.temporary import own_folder, sweep
from huxin.core.words import english, say

__all__ = [
    "HASH_LENGTH",
    "MOST_TRIES",
    "SORTED",
    "Duty",
    "Entry",
    "Fault",
    "Head",
    "KeyReusedError",
    "Leased",
    "PeriodicTask",
    "Prepared",
    "Queue",
    "QueueState",
    "Root",
    "SealedKind",
    "ToldError",
    "UnreachableError",
    "Verdict",
    "append",
    "digest_of",
    "due_now",
    "duty_states",
    "english",
    "faults",
    "hint_of",
    "index_of",
    "is_ours",
    "is_program",
    "kept_answer",
    "latest_root",
    "once",
    "open_secret",
    "own_folder",
    "problem",
    "problem_of",
    "public_key",
    "queue_states",
    "queues",
    "register_check",
    "register_duty",
    "register_queue",
    "register_sealed_kind",
    "register_source",
    "retry",
    "root_json",
    "run_due",
    "say",
    "seal_root",
    "seal_secret",
    "sealed_under",
    "sweep",
    "try_all",
    "verify",
    "verify_case",
    "verify_since",
    "waiting_row",
]
