"""What the check of order records says, in words: rows with a fault, files refused as a whole."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext as _

from huxin.core.service import hint_of
from huxin.law import InputError

_VALUE: Final = re.compile(r"[a-z_]+ = \S+(, [a-z_]+ = \S+)*")
"""A cure that says the value itself, the same in every language."""
_YUAN: Final = " if these are yuan"
"""How the check ends the cure of a sum that is not whole."""


def kind_words() -> dict[str, str]:
    """The kinds of records that a company sends."""
    return {"orders": _("订单"), "oncall": _("在线时间")}


def level_words() -> dict[str, tuple[str, str]]:
    """Levels of quality: the word, and the tone of its badge."""
    return {
        "good": (_("好"), "is-good"),
        "fair": (_("可用"), "is-wait"),
        "poor": (_("差"), "is-bad"),
        "missing": (_("缺"), "is-late"),
    }


def reason_words() -> dict[str, tuple[str, str]]:
    """Each reason of the check: what is wrong with the row, and what to do."""
    whole = _("金额写整数的分，路程写整数的米。")
    listed = _("从字段表列出的词里选一个。")
    point = _("核一下坐标和它用的坐标系。")
    return {
        "missing_field": (_("必填的没填"), _("填上这一栏。")),
        "full_width": (_("全角字符"), _("已经换成半角收下，不用再报。")),
        "formula": (_("是公式，不是值"), _("粘贴成值再报。")),
        "bad_characters": (_("有看不见的字符"), _("去掉看不见的字符。")),
        "text_too_long": (_("文字太长"), _("只写值本身，最多 64 个字符。")),
        "unknown_county": (_("不是本市的县（市、区）"), _("写 6 位区划代码，或者空着、写坐标。")),
        "no_offset": (_("时间没写时区"), _("时间后面加 +08:00，或者报送时勾“按北京时间”。")),
        "bad_time": (_("时间读不懂"), _("写成 2026-07-01T08:30:00+08:00。")),
        "time_too_early": (_("时间太早"), _("看看是不是把秒当毫秒写了；不知道就空着。")),
        "time_in_future": (_("时间还没到"), _("对一下机器的钟；不知道就空着。")),
        "epoch_time": (_("时间写成了一串数字"), _("收下了；下次写成 2026-07-01T08:30:00+08:00。")),
        "not_whole": (_("不是整数"), whole),
        "bad_number": (_("数字读不懂"), whole),
        "negative_amount": (_("是负数"), _("写 0 或者空着；扣的钱写成正数，放在扣款那一栏。")),
        "absurd_amount": (_("数字大得不合理"), whole),
        "impossible_point": (_("坐标不可能"), _("经纬度用度，比如 120.699。")),
        "unreadable_line": (_("这一行读不懂"), _("每行一条记录，写成完整的一个 JSON。")),
        "line_too_long": (_("这一行太长"), _("看看是不是少了换行。")),
        "wrong_number_of_cells": (_("格子数和表头不一样"), _("有逗号的文字要加引号。")),
        "id_too_long": (_("订单号太长"), _("只写订单号，最多 64 个字符。")),
        "other_company": (_("是别家的信用代码"), _("写你们自己的统一社会信用代码。")),
        "bad_company": (_("信用代码不对"), _("对着营业执照核一遍。")),
        "closed_before_accepted": (_("结束早于接单"), _("看看两个时间是不是写反了。")),
        "zero_minutes": (_("结束和开始是同一刻"), _("写订单真正结束的时间。")),
        "open_too_long": (_("一单的时间太长"), _("补上结束时间，再报一次，recorded_at 写得晚一些。")),
        "status_mismatch": (_("状态和时间对不上"), _("完成的写完成时间，取消的写取消时间。")),
        "zero_distance": (_("路程是 0"), _("不知道就空着。")),
        "swapped_coordinates": (_("经纬度写反了"), _("已经对调收下；下次经度写在前面。")),
        "outside_city": (_("不在本市"), point),
        "half_a_point": (_("坐标只有一半"), _("经度、纬度都写，或者都不写。")),
        "unknown_crs": (_("没写坐标系，或者不认识"), _("国内地图来的写 gcj02，百度的写 bd09。")),
        "penalty_without_reason": (_("扣了款没写为什么"), _("写上扣款原因。")),
        "bad_card": (_("证件号不对"), _("对着证件核一遍。")),
        "duplicate": (_("同一条报了两次"), _("只算一次，不用改。")),
        "correction": (_("同一单的更正"), _("以最新的为准，不用改。")),
        "conflicting_version": (_("同一单同一刻有两个说法"), _("再报一次对的，recorded_at 写得晚一些。")),
        "unknown_trade": (_("行业不认识"), listed),
        "unknown_status": (_("状态不认识"), listed),
        "unknown_worker_id_kind": (_("证件种类不认识"), listed),
        "unknown_dispatch_mode": (_("派单方式不认识"), listed),
        "unknown_penalty_reason": (_("扣款原因不认识"), listed),
    }  # fmt: skip


def cure(reason: str, fix: str) -> str:
    """What to do about a row: the words of its reason, and the very value where the check knows it."""
    words = reason_words().get(reason, (reason, fix))[1]
    value, yuan, _rest = fix.partition(_YUAN)
    if yuan:
        told = _("原来写的是元，就是：%(value)s") % {"value": value}
        return f"{words} {told}"
    return f"{words} {fix}" if _VALUE.fullmatch(fix) else words


def refusal(fault: Mapping[str, str]) -> str:
    """Why a file was refused as a whole, and what to do.  ``fault``: the parts of a problem."""
    code = "limit" if fault["code"].startswith("limit_") else fault["code"]
    large = _("文件太大，或者里面的东西远比文件大小应有的多。分成几个文件再传。")
    words = {
        "file": _("文件读不了：不是 CSV、NDJSON 或 Parquet，里面是空的，或者坏了。Excel 表先另存为 CSV。"),
        "encoding": _("文字编码读不懂。另存为 UTF-8 再传。"),
        "parquet": _("Parquet 文件坏了，或者不完整。重新导出再传。"),
        "csv": _("表头和字段表对不上。第一行要是字段名，必填的都要有。"),
        "damaged": _("文件坏了，打不开。重新导出再传。"),
        "too_many_faults": _("几乎每一行都有错。先改好前几行，用“先检查”试一试，再传整个文件。"),
        "too_big": large,
        "file_too_big": large,
        "limit": large,
    }
    parts = (fault[name] for name in ("code", "field", "got", "wanted", "hint"))
    return words.get(code) or hint_of(InputError(*parts))
