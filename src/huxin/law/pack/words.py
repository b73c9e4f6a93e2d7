"""The words of faults in a pack, in plain language: what a shape wants, and the Chinese of what the checks say."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

_DATE: Final = "Write dates as 2022-05-31, without quotation marks."
_SHAPES: Final = {
    "string_type": ("a text", "Put it into quotation marks."),
    "int_type": ("a whole number", "Write digits only, without quotation marks."),
    "int_from_float": ("a whole number", "Write digits only."),
    "bool_type": ("true or false", "Write true or false, without quotation marks."),
    "tuple_type": ("a list", "Begin each line of it with '- '."),
    "list_type": ("a list", "Begin each line of it with '- '."),
    "mapping_type": ("keys with values", "Write 'key: value', one a line."),
    "dict_type": ("keys with values", "Write 'key: value', one a line."),
    "dataclass_type": ("keys with values", "Write 'key: value', one a line."),
    "dataclass_exact_type": ("keys with values", "Write 'key: value', one a line."),
    "none_required": ("null, or nothing", "Leave it out."),
}


def shape_words(error: Any, path: tuple[str | int, ...]) -> tuple[object, str, str]:
    """(what stands there, what is wanted, how to mend it) of a fault that pydantic found."""
    part = f"Part: {'.'.join(map(str, path))}."
    kind, got = str(error["type"]), error.get("input")
    if kind == "missing":
        return "nothing", f"'{path[-1] if path else 'a value'}:' with its value", f"Add it. {part}"
    if kind == "literal_error":
        return got, f"one of {error['ctx']['expected']}", f"Choose one of them. {part}"
    if kind.startswith("date"):
        return got, "a date such as 2022-05-31", f"{_DATE} {part}"
    wanted, hint = _SHAPES.get(kind, (str(error["msg"]), ""))
    return got, wanted, f"{hint} {part}".strip()


_EXACT: Final = {
    "nothing": "没有写",
    "YAML": "YAML 格式",
    "a text": "文字",
    "a list": "列表",
    "a word": "一个词",
    "a whole number": "整数",
    "true or false": "true 或 false",
    "a date such as 2022-05-31": "日期，如 2022-05-31",
    "keys with values": "“键: 值”",
    "a text in UTF-8": "UTF-8 编码的文字",
    "bytes that are not UTF-8": "不是 UTF-8 编码的内容",
    "each key once": "每个键只写一次",
    "a flat entry": "层次浅的条目",
    "a known key": "已有的键",
    "another layout": "别的写法",
    "an entry without a name": "没有名字的条目",
    "a name or a number": "名字或者数字",
    "one definition in a pack": "一个包里只定义一次",
    "the text in zh and en": "中文和英文两种文字",
    "a second definition": "第二次定义",
    "no such folder": "没有这个文件夹",
    "a pack with a pack.yaml": "有 pack.yaml 的包",
    "a circle of parents": "上级包绕成了圈",
    "a chain that ends": "有尽头的上级包",
    "'<instrument id> <article>'": "“<文件编号> <条>”",
    "a rule of docs/en/rules.md": "docs/zh/rules.md 里的规则写法",
    "a parameter of the pack": "包里的参数",
    "a procedure of the pack": "包里的办事规程",
    "an item of the pack": "包里的计算事项",
    "an agency of the pack": "包里的部门",
    "a reading of the pack": "包里的解释口径",
    "a letter of letters.yaml": "letters.yaml 里的文书",
    "a text of messages.yaml": "messages.yaml 里的短消息",
    "a division of divisions.yaml": "divisions.yaml 里的区划",
    "a division code of six digits": "六位区划代码",
    "a clause of the notice": "通知里的一句",
    "a clause": "通知里的一句",
    "times that do not overlap": "不重叠的时间",
    "times that follow each other": "前后相接的时间",
    "an act of this procedure": "这个规程里的动作",
    "a clock of this procedure": "这个规程里的期限",
    "a role or party": "角色或者当事人",
    "at least 1": "至少 1",
    "a table of values by key": "“键: 值”的表",
}
_KINDS: Final[Mapping[str, str]] = {
    "parameter": "参数", "procedure": "规程", "act": "动作", "agency": "部门", "letter": "文书", "message": "短消息",
    "item": "计算事项", "reading": "解释口径", "sheet": "名单", "paper": "书面文件", "page": "页面",
}  # fmt: skip
_Words = str | Callable[[re.Match[str]], str]
_PATTERNS: Final[tuple[tuple[re.Pattern[str], _Words], ...]] = tuple(
    (re.compile(pattern), chinese)
    for pattern, chinese in (
        (r"no text in '(\w+)'", r"缺“\1”的文字"),
        (r"the key '(.+)'", r"键“\1”"),
        (r"'(.+)' twice", r"“\1”写了两次"),
        (r"at most (\d+)( in a file)?", r"最多 \1"),
        (r"one list under '(.+):'", r"“\1:”下面的一个列表"),
        (r"one of (.+)", r"下面之一：\1"),
        (r"its text (letters/.+)", r"它的正文 \1"),
        (r"'(.+):' with its value", r"“\1:”和它的值"),
        (r"a value that exists \((.*)\)", r"真有的值（\1）"),
        (r"parts nested deeper than (\d+)", r"超过 \1 层"),
        (r"no (\w+) '(.+)'", lambda found: f"没有{_KINDS.get(found[1], found[1])}“{found[2]}”"),
        (
            r"the (\w+) '(.+)', which (.+) takes from the pack",
            lambda found: f"{_KINDS.get(found[1], found[1])}“{found[2]}”，程序的 {found[3]} 要用",
        ),
        (
            r"a letter that can be set(?: for (.+))?",
            lambda found: "能排出来的文书" + (f"（{found[1]}）" if found[1] else ""),
        ),
    )
)
_SENTENCES: Final = tuple(
    (re.compile(pattern), chinese)
    for pattern, chinese in (
        (r"Did you mean '(.+?)'\?", r"是不是“\1”？"),
        (r"Known here: (.+)\.", r"这里有：\1。"),
        (r"None is known here\.", "这里一个也没有。"),
        (r"Part: (\S+)\.", r"位置：\1。"),
        (r"Add it, or see '(.+?)'\.", r"把它补上，或者看“\1”。"),
        (r"Add it\.", "把它补上。"),
        (r"Leave it out\.", "不要写。"),
        (r"Write both\.", "两种都要写。"),
        (r"Check its spelling\.", "看看有没有写错。"),
        (r"Delete one of them\.", "删掉一个。"),
        (r"Choose one of them\.", "选一个。"),
        (r"Check indentation and quotation marks\.", "看看缩进和引号。"),
        (r"Write dates as 2022-05-31, without quotation marks\.", "日期写成 2022-05-31，不加引号。"),
        (
            r"Write dates as 2022-05-31 and put text with signs of YAML into quotation marks\.",
            "日期写成 2022-05-31；有 YAML 符号的文字加引号。",
        ),
        (r"Put it into quotation marks\.", "加上引号。"),
        (r"Begin each line of it with '- '\.", "每行用“- ”开头。"),
        (r"Write 'key: value', one a line\.", "一行写一个“键: 值”。"),
        (r"Write digits only(, without quotation marks)?\.", "只写数字，不加引号。"),
        (
            r"Save the file as UTF-8; spreadsheets and old editors often write GBK\.",
            "存成 UTF-8；表格软件和旧编辑器常存成 GBK。",
        ),
        (r"Split it into several files\.", "分成几个文件。"),
        (r"Look for an alias inside itself, or brackets\.", "看看有没有引用自己的别名，或者多余的括号。"),
        (r"Set 'parent: null' in the outermost pack\.", "最上级的包写“parent: null”。"),
        (r"Write the template, or delete the title\.", "写好模板，或者删掉这个文书名。"),
        (r"Every entry needs one\.", "每个条目都要有。"),
        (r"See docs/en/rules\.md\.", "见 docs/zh/rules.md。"),
        (r"See GB/T 2260, such as '330302'\.", "见 GB/T 2260，如“330302”。"),
        (r"A pack's id is the name of its folder\.", "包的 id 就是文件夹的名字。"),
        (r"The parent pack defines it too\.", "上级包里也有。"),
        (r"The other stands at (\S+)\.", r"另一个在 \1。"),
        (r"Name an instrument of the pack\.", "写包里的一个文件。"),
        (
            r"The data of a letter are in docs/en/procedures\.md; try it with 'huxin pack letter'\.",
            "文书能用哪些数据见 docs/zh/procedures.md；用“huxin pack letter”试排。",
        ),
    )
)


def chinese(text: str) -> str:
    """What a check says, in Chinese as far as it has words for it; names and values stay as they are."""
    if text in _EXACT:
        return _EXACT[text]
    for pattern, words in _PATTERNS:
        found = pattern.fullmatch(text)
        if found is not None:
            return words(found) if callable(words) else found.expand(words)
    for pattern, words in _SENTENCES:
        text = pattern.sub(words, text)
    return text
