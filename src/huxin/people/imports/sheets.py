"""The tables that an office may bring to the register, column by column; what can be chosen comes from the pack."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from huxin.law import Pack
from huxin.law.pack.model import FactSpec, Sheet
from huxin.law.procedures.model import Field, Option, Text2

KINDS: Final = ("people", "companies", "contribution-months", "recognitions", "cover")
_LABELS: Final[Mapping[str, Text2]] = {
    "people": {"zh": "人员", "en": "People"},
    "companies": {"zh": "企业", "en": "Companies"},
    "contribution-months": {"zh": "缴费月份", "en": "Contribution months"},
    "recognitions": {"zh": "认定", "en": "Recognitions"},
    "cover": {"zh": "参保", "en": "Cover"},
}
_UNIQUE: Final[Mapping[str, tuple[str, ...]]] = {
    "people": ("id_number",),
    "companies": ("credit_code",),
    "contribution-months": ("id_number", "month", "line"),
    "recognitions": ("id_number", "kind", "since"),
    "cover": ("id_number", "company", "platform", "kind", "cover_from"),
}
_HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "id_number": (
        "身份证号码", "身份证", "身份证件号码", "居民身份证号", "居民身份证号码", "公民身份号码", "证件号", "证件号码",
        "社会保障号码", "社保号", "worker_id",
    ),
    "name": ("人员姓名", "职工姓名", "参保人姓名", "劳动者姓名", "worker_name"),
    "birth_date": ("出生年月日", "生日"),
    "county": ("区划", "行政区划", "行政区划代码", "县市区", "县（市、区）", "区县", "所在县市区", "所在区县",
               "所属区县", "属地", "地区"),
    "household_county": ("户籍", "户籍地", "户籍所在地", "户籍区划代码"),
    "phone": ("手机号码", "手机", "联系电话", "联系方式", "电话", "电话号码", "移动电话", "worker_phone"),
    "bank_card": ("银行账号", "银行卡", "卡号", "收款账号"),
    "credit_code": ("信用代码", "社会信用代码", "统一信用代码"),
    "company_name": ("企业名称", "单位名称", "公司名称"),
    "company": ("企业信用代码", "信用代码", "统一社会信用代码", "单位信用代码"),
    "works_for": ("所属平台企业", "上级企业信用代码"),
    "month": ("缴费月份", "所属月份", "费款所属期", "费款所属月"),
    "line": ("险种类型", "保险种类"),
    "paid": ("缴费金额", "实缴金额", "金额"),
    "refunded": ("退费金额", "已退金额"),
    "since": ("开始日期", "起始日期", "认定日期"),
    "until": ("结束日期", "终止日期", "截止日期"),
    "platform": ("平台名称", "所属平台", "接单平台"),
    "trade": ("所属行业", "行业类别", "从事行业"),
    "received_on": ("收到名单日期", "申报日期"),
    "cover_from": ("参保日期", "生效日期", "开始日期"),
    "cover_to": ("停保日期", "结束日期"),
}  # fmt: skip


def sheet_of(kind: str, pack: Pack) -> Sheet:
    """The columns of a kind of import, with the choices that the pack knows.  Raises KeyError for another kind."""
    columns = {
        "people": _people, "companies": _companies, "contribution-months": _months, "recognitions": _recognitions,
        "cover": _cover,
    }[kind](pack)  # fmt: skip
    headings = {one.name: _HEADINGS[one.name] for one in columns if one.name in _HEADINGS}
    if kind == "companies":
        headings["name"] = _HEADINGS["company_name"]
    return Sheet(id=kind, label=_LABELS[kind], columns=columns, unique=_UNIQUE[kind], headings=headings)


def _people(pack: Pack) -> tuple[Field, ...]:
    sexes = (_option("male", "男", "Male"), _option("female", "女", "Female"))
    return (
        _field("name", "text", "姓名", "Name", max_length=50, personal=True),
        _number(),
        _field("county", "county", "区划代码", "County code"),
        _field("birth_date", "date", "出生日期", "Date of birth", required=False, not_future=True, personal=True),
        _field("sex", "choice", "性别", "Sex", required=False, options=sexes, personal=True),
        _field(
            "category", "choice", "退休类别", "Retirement category", required=False, options=_choices(pack, "category"),
            hint={"zh": "男的不用填。", "en": "Not needed for a man."},
        ),
        _field("household_county", "text", "户籍区划代码", "County of the household", required=False, max_length=6),
        _field("phone", "phone", "手机号", "Mobile number", required=False, personal=True),
        _field("bank_card", "bank_card", "银行卡号", "Bank card", required=False, personal=True),
    )  # fmt: skip


def _companies(_: Pack) -> tuple[Field, ...]:
    kinds = (
        _option("platform", "平台企业", "Platform company"),
        _option("partner", "用工合作企业", "Partner firm"),
    )
    above: Text2 = {"zh": "给哪家企业派人，就填那家的信用代码。", "en": "The code of the company for which it works."}
    return (
        _field("credit_code", "credit_code", "统一社会信用代码", "Unified social credit code"),
        _field("name", "text", "名称", "Name", max_length=80),
        _field("kind", "choice", "类型", "Kind", options=kinds),
        _field("works_for", "credit_code", "所属企业信用代码", "Works for", required=False, hint=above),
        _field("county", "county", "区划代码", "County code", required=False),
    )


def _months(pack: Pack) -> tuple[Field, ...]:
    return (
        _number(),
        _called(),
        _field("month", "month", "月份", "Month", not_future=True),
        _listed("line", "险种", "Line", _choices(pack, "months", "line"), 10),
        _field("paid", "money", "缴费（元）", "Paid", least="0"),
        _field("refunded", "money", "退费（元）", "Refunded", required=False, least="0"),
        _listed("payer", "谁缴的", "Payer", _choices(pack, "months", "payer"), 10, required=False),
        _field("unit_insured", "yes_no", "当月单位参保", "Insured by a unit", required=False),
        _field("subsidised", "yes_no", "已补过", "Subsidised already", required=False),
    )


def _recognitions(pack: Pack) -> tuple[Field, ...]:
    return (
        _number(),
        _called(),
        _listed("kind", "类别", "Kind", _choices(pack, "recognised", "kind"), 20),
        _field("since", "date", "从哪天起", "Since", not_future=True),
        _field("until", "date", "到哪天止", "Until", required=False, hint=_STILL),
    )


def _cover(pack: Pack) -> tuple[Field, ...]:
    kinds = tuple(_option(one, f"{one} 类", f"Regime {one}") for one in ("A", "B", "C"))
    arrived: Text2 = {"zh": "不知道就空着，按生效日算。", "en": "Left empty, it is the first day of cover."}
    return (
        _number(),
        _called(),
        _field("company", "credit_code", "参保企业信用代码", "Company"),
        _field("platform", "text", "平台", "Platform", max_length=60),
        _listed("trade", "行业", "Trade", _trades(pack), 20),
        _field("county", "county", "区划代码", "County code"),
        _field("kind", "choice", "保障方式", "Regime", options=kinds),
        _field("cover_from", "date", "从哪天起", "Cover from"),
        _field("cover_to", "date", "到哪天止", "Cover to", required=False, hint=_STILL),
        _field("received_on", "date", "哪天收到", "Received on", required=False, not_future=True, hint=arrived),
        _field("base", "money", "申报的月报酬", "Declared pay of the month", required=False, least="0.01"),
    )


_STILL: Final[Text2] = {"zh": "还在就空着。", "en": "Leave it empty while it goes on."}


def _field(name: str, kind: Any, zh: str, en: str, **more: Any) -> Field:
    return Field(name=name, kind=kind, label={"zh": zh, "en": en}, **more)


def _number() -> Field:
    return _field("id_number", "id_number", "身份证号", "Identity number", personal=True)


def _called() -> Field:
    hint: Text2 = {"zh": "填了就和登记的姓名核对。", "en": "Compared with the register where it is given."}
    return _field("name", "text", "姓名", "Name", required=False, max_length=50, personal=True, hint=hint)


def _listed(name: str, zh: str, en: str, options: tuple[Option, ...], longest: int, *, required: bool = True) -> Field:
    """A choice where the pack has a list, a short text where it has none."""
    if options:
        return _field(name, "choice", zh, en, options=options, required=required)
    return _field(name, "text", zh, en, max_length=longest, required=required)


def _option(value: str, zh: str, en: str) -> Option:
    return Option(value=value, label={"zh": zh, "en": en})


def _choices(pack: Pack, *path: str) -> tuple[Option, ...]:
    """Every value that the pack's items know for a fact, or for a column of a list of facts."""
    found: dict[str, Option] = {}
    for item in pack.items.values():
        row: Mapping[str, FactSpec] = item.facts
        fact: FactSpec | None = None
        for name in path:
            fact = row.get(name)
            row = fact.row if fact is not None else {}
        for value in fact.values if fact is not None else ():
            label = fact.value_labels.get(value, {"zh": value, "en": value}) if fact is not None else {}
            found.setdefault(value, Option(value=value, label=label))
    return tuple(found.values())


def _trades(pack: Pack) -> tuple[Option, ...]:
    """The trades of the longest list that any table of the pack has."""
    lists = [one.options for sheet in pack.sheets.values() for one in sheet.columns if one.name == "trade"]
    return max(lists, key=len, default=())
