"""What keeps people safe and well where they work: checks, hazards, weather, places, the hotline, classes."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from huxin.law.dates import SHANGHAI
from tests.browser.conftest import DESK, Open, whole
from tests.browser.filling import DESKS, FIRM, SIDE, act, ahead, file_at, letter_text, of_worker, walk_form
from tests.browser.results import clock, shows
from tests.browser.test_threads import code_of

pytestmark = pytest.mark.browser


@whole
@pytest.mark.story(procedures=["safety-self-check", "safety-duty"], trades=[])
def test_what_a_self_check_denies_is_put_right_by_its_day(open_page: Open) -> None:
    company, inspector = open_page("company-1", DESK), open_page("emergency", DESK)
    code_of(company)
    yes = dict.fromkeys(
        (
            "posts_assigned",
            "rules_known",
            "gear_issued",
            "training_done",
            "health_done",
            "no_harmful_targets",
            "refusal_unpunished",
            "weather_measures",
            "accidents_reported",
        ),
        "yes",
    )
    check = {**yes, "vehicles_checked": "no", "period": f"{date.today():%Y-%m}", "county": "330304"}
    no = file_at(company, "/company/file/safety-self-check/", check)
    desk = DESKS.format(no)
    look = {"to": FIRM, "inspected_on": ahead(0), "inspectors": "甲 1、乙 2", "found": "三辆车没刹车", "signed": "yes"}
    act(inspector, desk, "inspect", look)
    order = {"to": FIRM, "found": "三辆车没刹车", "orders": "换刹车片", "until": ahead(5), "clause": "安全生产法 99"}
    act(inspector, desk, "rectify", order)
    act(company, SIDE.format(no), "report_done", {"done_what": "都换了"})
    act(inspector, desk, "recheck", {"corrected": "yes", "found": "看过三辆车"})
    act(inspector, desk, "decide", {"outcome": "corrected", "result": "三辆车都换了"})
    shows("safety-self-check", "clock", clock(inspector, desk, "改正"), "按时")
    shows("safety-self-check", "paper", letter_text(company, no, "安全生产现场核查记录", SIDE), "三辆车没刹车")

    duty = {"duty": "vehicles", "vehicles": "电动自行车 40 辆", "compliant": "yes", "county": "330304"}
    no = file_at(company, "/company/file/safety-duty/", duty, papers=("proof",))
    desk = DESKS.format(no)
    act(inspector, desk, "inspect", {"found": "两辆车灯不亮"})
    act(inspector, desk, "rectify", {**order, "found": "两辆车灯不亮", "orders": "换灯"})
    act(company, SIDE.format(no), "report_done", {"done_what": "灯都换了"})
    act(inspector, desk, "decide", {"outcome": "corrected", "result": "复查合格"})
    shows("safety-duty", "clock", clock(inspector, desk, "改正"), "按时")


@whole
@pytest.mark.story(procedures=["hazard-report", "accident-report"], trades=[])
def test_a_hazard_is_removed_by_the_firm_and_an_accident_looked_into(open_page: Open) -> None:
    worker, inspector = open_page("worker-fresh"), open_page("emergency", DESK)
    approver, company = open_page("emergency-approver", DESK), open_page("company-1", DESK)
    code = code_of(company)
    worker.goto("/apply/hazard-report/")
    no = walk_form(worker, {"hazard": "vehicle", "spot": "梧田站点", "platform": "瓯江闪送", "county": "330304"})
    desk = DESKS.format(no)
    act(inspector, desk, "accept")
    act(inspector, desk, "inspect", {"inspected_on": ahead(0), "found": "充电线裸露"})
    order = {"to": FIRM, "company_code": code, "found": "充电线裸露", "orders": "换线", "until": ahead(3)}
    act(inspector, desk, "rectify", {**order, "clause": "安全生产法 99"})
    act(company, SIDE.format(no), "report_done", {"done_what": "线换好了"})
    act(inspector, desk, "decide", {"outcome": "removed", "result": "看过，换好了"})
    shows("hazard-report", "clock", clock(inspector, desk, "去看"), "按时")
    shows("hazard-report", "side", inspector.locator("main"), "线换好了")
    shows("hazard-report", "paper", letter_text(worker, no, "办理结果告知书"), "看过，换好了")

    worker.goto("/apply/accident-report/")
    hurt = {"hurt": "light", "hurt_count": "1", "accident_on": ahead(-1), "spot": "环城东路路口", "county": "330304"}
    no = walk_form(worker, hurt)
    desk = DESKS.format(no)
    act(inspector, desk, "accept")
    cause = {"investigators": "甲、乙", "found": "为赶时间闯灯", "cause": "time_pressure"}
    act(inspector, desk, "investigate", cause)
    act(approver, desk, "decide", {"outcome": "measures_taken", "result": "平台把这段的时限加长了"})
    shows("accident-report", "clock", clock(inspector, desk, "处理完"), "按时")
    shows("accident-report", "paper", letter_text(worker, no, "办理结果告知书"), "平台把这段的时限加长了")


@whole
@pytest.mark.story(procedures=["hotline-handover", "service-rating"], trades=[])
def test_a_call_to_the_hotline_is_answered_and_a_bad_rating_called_back(open_page: Open) -> None:
    worker, handler = open_page("worker-fresh"), open_page("handler-330304", DESK)
    call = {
        "demand_kind": "help",
        "title": "站点不退押金",
        "story": "离职三个月没退",
        "keep_secret": "no",
        "urgency": "normal",
        "county": "330304",
    }
    worker.goto("/apply/hotline-handover/")
    no = walk_form(worker, call)
    desk = DESKS.format(no)
    act(handler, desk, "accept")
    act(handler, desk, "call", {"called_on": ahead(0), "said": "下周一退"})
    act(handler, desk, "decide", {"outcome": "solved", "result": "押金 500 元退了"})
    shows("hotline-handover", "clock", clock(handler, desk, "答复"), "按时")
    shows("hotline-handover", "paper", letter_text(worker, no, "办理结果告知书"), "押金500元退了")

    worker.goto("/apply/service-rating/")
    rating = walk_form(
        worker, {"rating": "1", "points": ["speed"], "words": "催了三次", "rated_case": no, "call_back": "yes"}
    )
    desk = DESKS.format(rating)
    act(handler, desk, "accept")
    act(handler, desk, "call", {"caller": "甲", "said": "电话没人接，改成当天回", "checked": "yes"})
    act(handler, desk, "decide", {"outcome": "improved", "result": "当天回电话"})
    shows("service-rating", "clock", clock(handler, desk, "差评回访"), "按时")
    shows("service-rating", "paper", letter_text(worker, rating, "办理结果告知书"), "当天回电话")


@whole
@pytest.mark.story(procedures=["place-proposal", "place-project", "place-fault-report"], trades=[])
def test_a_place_is_asked_for_built_and_mended_each_by_its_day(open_page: Open) -> None:
    worker, union = open_page("worker-fresh"), open_page("union", DESK)
    county, mayor = open_page("county-government", DESK), open_page("county-government-approver", DESK)
    worker.goto("/apply/place-proposal/")
    no = walk_form(worker, {"need": ["toilet"], "spot": "梧田商业街", "hours": ["noon"], "county": "330304"})
    desk = DESKS.format(no)
    act(union, desk, "accept")
    act(union, desk, "survey", {"surveyed_on": ahead(0), "found": "八百米内没有厕所", "nearest_metres": "800"})
    act(union, desk, "decide", {"outcome": "planned", "result": "列入明年计划"})
    shows("place-proposal", "clock", clock(union, desk, "定下来"), "按时")
    shows("place-proposal", "paper", letter_text(worker, no, "办理结果告知书"), "列入明年计划")

    plan = {
        "place_kind": "rest_station",
        "spot": "梧田商业街 12 号",
        "need": "骑手多",
        "seats": "12",
        "operator": "街道",
        "county": "330304",
    }
    no = file_at(union, "/agency/new/place-project/", plan, papers=("plan",))
    desk = DESKS.format(no)
    act(mayor, desk, "approve_site", {"approved_until": ahead(200)})
    act(county, desk, "start_works", {"started_on": ahead(0), "contractor": "街道工程队"})
    act(county, desk, "check_works", {"present": ["seating", "toilet"]})
    act(mayor, desk, "decide", {"outcome": "opened", "opened_on": ahead(0), "opening_hours": "07:00-22:00"})
    shows("place-project", "clock", clock(county, desk, "建好开放"), "按时")
    shows("place-project", "paper", letter_text(union, no, "服务点建设结果通知书", DESKS), "07:00-22:00")

    worker.goto("/apply/place-fault-report/")
    no = walk_form(worker, {"place_name": "梧田驿站", "faults": ["water"], "county": "330304"})
    desk = DESKS.format(no)
    act(union, desk, "order_repair", {"to": "梧田驿站", "found": "饮水机坏了", "until": ahead(5)})
    act(union, desk, "report_done", {"done_what": "换了饮水机"})
    of_worker(worker, no, "confirm", {"works": "yes"})
    act(union, desk, "decide", {"outcome": "repaired", "result": "饮水机换了，报的人看过"})
    shows("place-fault-report", "clock", clock(union, desk, "修好"), "按时")
    shows("place-fault-report", "paper", letter_text(worker, no, "办理结果告知书"), "饮水机换了")


@whole
@pytest.mark.story(procedures=["training-item-listing", "training-class", "skill-competition"], trades=[])
def test_an_item_is_listed_a_class_finished_and_a_contest_held(open_page: Open) -> None:
    company, handler, approver = (open_page(one, DESK) for one in ("company-1", "handler-330304", "approver-330304"))
    item = {
        "occupation_title": "外卖配送员",
        "level": "4",
        "mode": "mixed",
        "hours": "40",
        "standard": "国家职业标准",
        "need": "本市缺四级班",
        "county": "330304",
    }
    no = file_at(company, "/company/file/training-item-listing/", item, papers=("syllabus",))
    desk = DESKS.format(no)
    act(handler, desk, "accept")
    act(handler, desk, "review", {"reviewers": "甲、乙、丙", "opinion": "大纲合标准", "in_shortage": "yes"})
    act(approver, desk, "decide", {"outcome": "listed", "result": "列入四级", "valid_from": ahead(0)})
    shows("training-item-listing", "clock", clock(handler, desk, "评审"), "按时")
    shows("training-item-listing", "paper", letter_text(company, no, "办理结果告知书", SIDE), "列入四级")

    lessons = {
        "class_name": "骑手四级班",
        "occupation": "delivery_rider",
        "level": "4",
        "mode": "offline",
        "hours": "40",
        "starts_on": ahead(0),
        "ends_on": ahead(30),
        "seats": "30",
        "county": "330304",
    }
    no = file_at(company, "/company/file/training-class/", lessons, papers=("plan",))
    desk = DESKS.format(no)
    act(handler, desk, "accept")
    shows("training-class", "clock", clock(handler, desk, "同意开班"), "按时")
    act(handler, desk, "check", {"found": "二十八人在上课"})
    act(approver, desk, "decide", {"outcome": "finished", "result": "二十八人上完"})
    shows("training-class", "paper", letter_text(company, no, "办理结果告知书", SIDE), "二十八人上完")

    contest = {
        "event_name": "骑手安全驾驶赛",
        "event_kind": "competition",
        "trades": ["takeaway"],
        "starts_on": ahead(0),
        "ends_on": ahead(0),
        "items": "绕桩、急救",
        "county": "330304",
    }
    no = file_at(company, "/company/file/skill-competition/", contest, papers=("plan",))
    desk = DESKS.format(no)
    act(handler, desk, "accept")
    act(handler, desk, "score", {"scores": "陈勇 95", "judges": "甲、乙"})
    act(approver, desk, "decide", {"outcome": "held", "result": "办完了", "awards": "一等奖陈勇"})
    shows("skill-competition", "clock", clock(handler, desk, "公布结果"), "按时")
    shows("skill-competition", "paper", letter_text(company, no, "办理结果告知书", SIDE), "办完了")


@whole
@pytest.mark.story(procedures=["weather-order", "weather-advice"], trades=[])
def test_an_order_and_an_advice_in_bad_weather_reach_the_firm(open_page: Open) -> None:
    duty, company = open_page("emergency", DESK), open_page("company-1", DESK)
    now = datetime.now(SHANGHAI)
    begins, ends = (f"{one:%Y-%m-%dT%H:%M}" for one in (now, now + timedelta(hours=6)))
    storm = {
        "warning_no": "瓯海 12",
        "weather_type": "rainstorm",
        "measures": ["extend", "no_penalty"],
        "trades": ["takeaway"],
        "extend_minutes": "15",
        "effective_at": begins,
        "expires_at": ends,
        "county": "330304",
    }
    no = file_at(duty, "/agency/new/weather-order/", {**storm, "colour": "red"})
    desk = DESKS.format(no)
    act(duty, desk, "issue")
    act(company, SIDE.format(no), "acknowledge", {"done_what": "时限都加了 15 分钟"})
    shows("weather-order", "clock", clock(duty, desk, "平台确认"), "按时")
    shows("weather-order", "side", duty.locator("main"), "时限都加了 15 分钟")
    shows("weather-order", "paper", letter_text(company, no, "恶劣天气指令", SIDE), "15")
    act(duty, desk, "decide", {"outcome": "ended", "ended_at": begins})

    no = file_at(duty, "/agency/new/weather-advice/", {**storm, "colour": "yellow"})
    act(duty, DESKS.format(no), "issue")
    company.goto(SIDE.format(no))
    shows("weather-advice", "side", company.locator("main"), "恶劣天气建议")
    shows("weather-advice", "paper", letter_text(company, no, "恶劣天气建议", SIDE), "15")
