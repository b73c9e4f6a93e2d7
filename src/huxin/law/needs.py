"""What the law floor itself takes from a pack."""

from huxin.law.pack.needs import OFFERED, needs

needs("law", parameter=["calendar.next_notice_days"])
needs("law", given=OFFERED, paper=["written-agreement"])
