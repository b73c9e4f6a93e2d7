"""Tours of the invented city: roles, their steps, and where the cases stand of which a step speaks.

A step is left out where its case is not there any more; ``press`` is a word that stands on the page of the step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from huxin.casework.service import list_queue, my_cases
from huxin.identity.service import Account, Actor, actor_for

Look = Callable[[Actor], str]
"""The address of a step for whoever takes the tour; empty: there is no such thing."""


@dataclass(frozen=True)
class TourStop:
    """One page: its address, what it is, what to do there, and the word to look for on it."""

    url: str
    title: str
    say: str
    press: str


@dataclass(frozen=True)
class Tour:
    """A role, the account that takes it, what it shows."""

    account: str
    role: str
    about: str

    def steps(self) -> list[TourStop]:
        """Those whose page is there."""
        actor = actor_for(Account.objects.get(username=self.account))
        found = ((look(actor), title, say, press) for look, title, say, press in _STEPS[self.account]())
        return [TourStop(*one) for one in found if one[0]]


def all_tours() -> list[Tour]:
    """In the order of a case: who asks, who decides, who pays, who watches."""
    told = {
        "worker-open": (_("外卖骑手"), _("事情办到一半：补材料、和平台谈单价、看自己的日子。")),
        "company-1": (_("平台企业"), _("要做的事、名单、协议、订单、答复询问。")),
        "handler-330304": (_("县里的经办人"), _("轮到我的、一件从头看到尾、查人、监测发现。")),
        "approver-330304": (_("复核人"), _("等着决定的、同事手里有多少、要确认的数。")),
        "finance-330304": (_("发钱的人"), _("可以发放的、发过的批次、谁来复核。")),
        "mediator": (_("调解员"), _("手里的协商、两边的文本、这个星期的场次。")),
        "transport": (_("交通部门"), _("牵头的任务、别的单位请我们参加的。")),
        "union": (_("总工会"), _("休息点报修、新点选在哪里。")),
        "emergency": (_("应急值班"), _("一条红色预警，一键发出限单指令。")),
        "audit": (_("审计"), _("日志有没有被改过、谁看过什么。")),
    }
    return [Tour(account, *words) for account, words in told.items()]


def _at(route: str) -> Look:
    return lambda _actor: reverse(route)


def _own_case(procedure: str, desk: str) -> Look:
    """The newest case of a person or company in a procedure."""

    def look(actor: Actor) -> str:
        found = next((one for one in my_cases(actor) if one.procedure == procedure), None)
        return reverse(f"{desk}:case", args=[found.no]) if found is not None else ""

    return look


def _in_queue(name: str, procedure: str = "") -> Look:
    """The first case of a queue of an officer, of one procedure where it is named."""

    def look(actor: Actor) -> str:
        rows = list_queue(actor, name, procedure=procedure).rows
        return reverse("agency:case", args=[rows[0].no]) if rows else ""

    return look


Told = tuple[Look, str, str, str]


def _worker() -> Iterator[Told]:
    yield _at("worker:cases"), _("我的事"), _("看轮到谁、最晚哪天。"), _("我的事")
    yield (
        _own_case("social-insurance-subsidy", "worker"), _("补一份材料"),
        _("经办人请你补订单截图；拍一张交上，这件事就回到他那里。"), _("下一步"),
    )  # fmt: skip
    yield (
        _own_case("negotiation-guidance", "worker"), _("平台出的文本"),
        _("和平台谈单价谈出了一份文本；逐字看，同意就按“同意”。"), _("下一步"),
    )  # fmt: skip
    yield _at("worker:money"), _("我能领什么钱"), _("几个问题，每一项一起算出来，写着为什么。"), _("下一题")
    yield _at("worker:me"), _("我的信息"), _("这里有系统知道你的每一样，能更正、能下载、能删。"), _("我的信息")


def _company() -> Iterator[Told]:
    yield _at("company:home"), _("要做的事"), _("按最晚的日子排好；右边五个星期，点一天就到那一件。"), _("五个星期")
    yield _at("company:orders"), _("订单报送"), _("按“报一批”，先检查一个文件；结果里一行一行写着怎么改。"), _("报一批")
    yield (
        _at("company:unsigned"),
        _("每日对账"),
        _("谁在干活还没有协议；自己的人看得到全名。"),
        _("在干活的"),
    )
    yield _at("company:lists"), _("名单"), _("选一种，下载空表，有下拉的列直接选。"), _("报过的")
    yield (
        _own_case("negotiation-guidance", "company"), _("和骑手谈单价"),
        _("你们出的文本等对方同意；看“下一步”轮到谁。"), _("下一步"),
    )  # fmt: skip
    yield _at("company:answers"), _("我们答复过的"), _("答了什么、谁答的、后来怎么样。"), _("我们答复过的")


def _handler() -> Iterator[Told]:
    yield _at("agency:home"), _("轮到我的"), _("按到期日排好；键盘上 j、k 上下，回车打开。"), _("轮到谁")
    yield (
        _in_queue("mine"),
        _("打开第一件"),
        _("“下一步”说轮到谁，下面是结果和依据。按 n 去下一件。"),
        _("下一步"),
    )
    yield _at("agency:find"), _("查一个人"), _("姓名、拼音首字母、号码都行；只查得到你管的，查过留记录。"), _("查")
    yield _at("agency:calendar"), _("期限日历"), _("哪天有几件到期。"), _("期限日历")
    yield _at("agency:findings"), _("监测发现"), _("点一条，一键发出询问。"), _("监测发现")


def _approver() -> Iterator[Told]:
    yield _at("agency:home"), _("等着决定的"), _("经办人建议的，由另一个人决定。"), _("轮到谁")
    yield _in_queue("mine"), _("打开第一件"), _("看建议和依据，按决定；文书自己出来，盖章等着寄。"), _("下一步")
    yield _at("agency:team"), _("同事"), _("谁手里有几件、几件晚了；有人请假，交给别人。"), _("同事")
    yield _at("agency:parameters"), _("要确认的数"), _("本市还没定的期限和标准，建议值写着出处。"), _("要本市确认的数")


def _finance() -> Iterator[Told]:
    yield (
        _at("agency:pay"),
        _("发放清单"),
        _("勾几件，按“发放这一批”；钱过两个人的手，写着谁能复核。"),
        _("可以发放"),
    )
    yield _at("agency:fines"), _("罚款"), _("交了多少、加了多少、最晚哪天。"), _("罚款")


def _mediator() -> Iterator[Told]:
    yield _at("agency:home"), _("手里的协商"), _("轮到我的排在前面。"), _("轮到谁")
    yield (
        _in_queue("due", "negotiation-guidance"),
        _("一件谈出文本的"),
        _("企业出的文本、谈过几次都在。"),
        _("下一步"),
    )
    yield _at("agency:meetings"), _("这个星期"), _("哪件、几点、在哪间屋、请了谁。"), _("开庭和调解")


def _transport() -> Iterator[Told]:
    yield _at("agency:work_plan"), _("任务板"), _("牵头的、协办的，数从办件里数出来。"), _("任务板")
    yield _at("agency:beside"), _("我们参与的"), _("别的单位的件，请我们一起办。"), _("我们参与的")


def _union() -> Iterator[Told]:
    yield _at("agency:places"), _("服务点维护"), _("谁报了坏的、关门的，几天了。"), _("服务点维护")
    yield _at("agency:plan"), _("新点选在哪里"), _("骑手在哪里等单等得久；算一个方案，看多少人走得到。"), _("方案")


def _emergency() -> Iterator[Told]:
    yield _at("agency:weather"), _("预警"), _("一条红色台风预警等着发指令；每个县一份，一键发出。"), _("预警")


def _audit() -> Iterator[Told]:
    yield _at("agency:audit"), _("日志"), _("每一步都封着，改一个字就对不上。"), _("审计")
    yield _at("agency:access"), _("访问日志"), _("哪个账号、哪一页、什么时候。"), _("访问日志")


_STEPS: Final[dict[str, Callable[[], Iterator[Told]]]] = {
    "worker-open": _worker, "company-1": _company, "handler-330304": _handler, "approver-330304": _approver,
    "finance-330304": _finance, "mediator": _mediator, "transport": _transport, "union": _union,
    "emergency": _emergency, "audit": _audit,
}  # fmt: skip
