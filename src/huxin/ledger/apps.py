"""Django's entry to this room."""

from __future__ import annotations

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """The room of sealed records."""

    name = "huxin.ledger"

    def ready(self) -> None:
        from datetime import timedelta

        from huxin.ledger import custody, evidence, openings, receipts
        from huxin.ledger.chain import register_source
        from huxin.ledger.duties import Recurring, register_duty
        from huxin.ledger.roots import check_everything, seal_root
        from huxin.ledger.temporary import sweep
        from huxin.ledger.uploads import drop_old_uploads

        register = openings.register_sealed_kind
        register(openings.SealedKind("roots and receipts", "log.key", openings.root_there, openings.root_opens))
        register(openings.SealedKind("files", "master.key", openings.files_there, lambda: None))
        register_source("evidence", evidence.sealed_rows)
        register_source("custody", custody.sealed_rows)
        register_source("receipt", receipts.sealed_rows)
        roots = {"zh": "每分钟签一次记录的根", "en": "Sign the root of the log every minute"}
        register_duty(Recurring("root", roots, timedelta(minutes=1), seal_root))
        uploads = {"zh": "清掉没传完的文件", "en": "Forget uploads that nobody went on with"}
        left = {"zh": "清掉中断的进程留下的临时文件", "en": "Sweep temporary files of processes that were cut off"}
        register_duty(Recurring("temporary", left, timedelta(minutes=5), sweep))
        register_duty(Recurring("uploads", uploads, timedelta(hours=1), drop_old_uploads))
        whole = {
            "zh": "每天核对一次全部记录和文件",
            "en": "Compare all records and files with what was sealed, once a day",
        }
        register_duty(Recurring("integrity", whole, timedelta(days=1), check_everything))
