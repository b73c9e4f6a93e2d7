"""写给站长的话: a polite message before anything is filed, with what was said and the last day that comes first.

It claims nothing that nobody said, and does not say what the relation is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from huxin.measures.disputes.limitation import Limitation
from huxin.ui.templatetags.words import day, say


def station_letter(
    firm: str, matter: str, words: str, knew_on: date, limits: Sequence[Limitation], on: date
) -> list[str]:
    """The message in the language of the page, line by line; ``words``: what the form calls the matter."""
    asks = {
        "pay": _("请把这些单是怎么算的写给我看，少了的请补上。"),
        "deduction": _("请把扣了多少、凭哪条规则写给我看，扣错了的请退给我。"),
        "account": _("请告诉我凭哪条规则停的、到哪天，弄错了的请恢复。"),
    }
    lines = [
        _("你好："),
        _("我在%(firm)s干活。%(day)s，我知道了这件事：%(matter)s。")
        % {"firm": firm, "day": day(knew_on), "matter": words},
        asks.get(matter, _("请把你们的理由和依据写给我看。")),
    ]
    open_ways = [(one.last, one) for one in limits if one.last is not None and one.last >= on]
    if open_ways:
        last, first = min(open_ways, key=lambda pair: (pair[0], pair[1].route.id))
        said = {"way": say(first.route.label), "day": day(last), "clause": first.clause}
        lines.append(_("我想先和你商量。期限最早到的一条路是“%(way)s”，最晚 %(day)s（%(clause)s）。") % said)
    else:
        lines.append(_("我想先和你商量。"))
    return [*lines, _("谢谢。")]
