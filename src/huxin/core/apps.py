"""Django's entry to this room."""

from __future__ import annotations

from datetime import timedelta

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """The room of the sealed log and of jobs."""

    name = "huxin.core"

    def ready(self) -> None:
        from huxin.core.audit.roots import check_everything, seal_root
        from huxin.core.jobs.schedule import PeriodicTask, register_duty
        from huxin.core.temporary import sweep

        roots = {"zh": "每分钟签一次记录的根", "en": "Sign the root of the log every minute"}
        register_duty(PeriodicTask("root", roots, timedelta(minutes=1), seal_root))
        left = {"zh": "清掉中断的进程留下的临时文件", "en": "Sweep temporary files of processes that were cut off"}
        register_duty(PeriodicTask("temporary", left, timedelta(minutes=5), sweep))
        whole = {
            "zh": "每天核对一次全部记录和文件",
            "en": "Compare all records and files with what was sealed, once a day",
        }
        register_duty(PeriodicTask("integrity", whole, timedelta(days=1), check_everything))
