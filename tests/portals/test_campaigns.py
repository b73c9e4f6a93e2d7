"""A campaign has codes and links of its own; what they reach is counted as sums, and nobody stands behind them."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.test import Client
from pypdf import PdfReader

from huxin.casework.service import file_case, perform, view_case
from huxin.identity.service import Actor
from huxin.law import InputError
from huxin.measures.publicity.models import Reach
from huxin.measures.publicity.service import CHANNELS, questions, reach_of, running
from tests.first_floor.test_parties import do, form
from tests.portals.conftest import signed_in
from tests.support import key, make_officer, make_worker

pytestmark = pytest.mark.django_db
NAME = "publicity-campaign"


def campaign(handler: Actor, *, begun: bool = True) -> str:
    no = str(file_case(handler, NAME, form(NAME, title="骑手安全月"), papers={}, key=key())["no"])
    if begun:
        do(handler, no, "accept")
    return no


def answers(right: int) -> dict[str, str]:
    """Every question answered, this many of them right."""
    return {one.id: "yes" if one.right == (place < right) else "no" for place, one in enumerate(questions())}


def counted(no: str) -> tuple[int, int, int | None]:
    case = running(no)
    assert case is not None
    found = reach_of(case)
    return found.total, found.quizzes, found.right_percent


# --- codes and links ---


@pytest.mark.parametrize("kind", ["card", "poster"])
def test_the_code_on_paper_is_the_campaigns_own(kind: str) -> None:
    no = campaign(make_officer("handler"))
    own = Client().get(f"/guides/{kind}.zh.pdf?c={no}").content
    assert f"/go/{no}/{kind}/" in PdfReader(BytesIO(own)).pages[0].extract_text().replace("\n", "")
    plain = PdfReader(BytesIO(Client().get(f"/guides/{kind}.zh.pdf").content)).pages[0].extract_text()
    assert "/guides/" in plain
    assert no not in plain


def test_opening_counts_by_channel_and_leads_to_the_guides() -> None:
    handler = make_officer("handler")
    no = campaign(handler)
    client = Client()
    for channel in ("card", "card", "account"):
        answer = client.get(f"/go/{no}/{channel}/")
        assert answer["Location"] == f"/guides/?c={no}"
    client.head(f"/go/{no}/card/")
    case = running(no)
    assert case is not None
    assert reach_of(case).opened == {"account": 1, "card": 2}
    assert f"/guides/quiz/?c={no}" in client.get(f"/guides/?c={no}").text


@pytest.mark.parametrize("path", ["/go/2026-999999/card/", "/go/{no}/nonsense/", "/go/{no}/quiz/", "/go/x/card/"])
def test_a_link_that_is_no_campaigns_is_no_dead_end_and_counts_nothing(path: str) -> None:
    no = campaign(make_officer("handler"))
    answer = Client().get(path.format(no=no))
    assert (answer.status_code, answer["Location"]) == (302, "/guides/")
    assert not Reach.objects.exists()


@pytest.mark.parametrize("ended", [False, True])
def test_only_a_running_campaign_counts(ended: bool) -> None:
    handler, approver = make_officer("handler"), make_officer("approver")
    no = campaign(handler, begun=ended)
    if ended:
        do(handler, no, "count")
        do(approver, no, "decide")
    Client().get(f"/go/{no}/card/")
    Client().post("/guides/quiz/", {**answers(5), "c": no})
    assert not Reach.objects.exists()
    assert f"/guides/quiz/?c={no}" not in Client().get(f"/guides/?c={no}").text


@pytest.mark.parametrize("value", ["", "\0", "x" * 500, "' OR 1=1"])
def test_whatever_stands_in_the_address_the_pages_open(value: str) -> None:
    client = Client()
    assert client.get("/guides/", {"c": value}).status_code == 200
    assert client.get("/guides/quiz/", {"c": value}).status_code == 200
    assert client.get("/guides/card.zh.pdf", {"c": value}).status_code == 200


# --- the quiz ---


def test_the_quiz_of_a_campaign_is_counted_whole_and_says_so() -> None:
    no = campaign(make_officer("handler"))
    client = Client()
    page = client.get(f"/guides/quiz/?c={no}").text
    assert "不记你是谁" in page
    assert f'name="c" value="{no}"' in page
    client.post("/guides/quiz/", {**answers(5), "c": no})
    client.post("/guides/quiz/", {**answers(2), "c": no})
    some = dict(list(answers(5).items())[:3])
    client.post("/guides/quiz/", {**some, "c": no})
    assert counted(no) == (0, 2, 70)


def test_without_a_campaign_nothing_is_counted() -> None:
    Client().post("/guides/quiz/", answers(5))
    assert "不记你是谁" not in Client().get("/guides/quiz/").text
    assert not Reach.objects.exists()


def test_a_worker_who_signed_in_leaves_no_more_than_anybody() -> None:
    no = campaign(make_officer("handler"))
    client = signed_in(make_worker())
    client.get(f"/go/{no}/poster/")
    client.post("/guides/quiz/", {**answers(3), "c": no})
    rows = list(Reach.objects.order_by("channel").values("channel", "opened", "quizzes", "answers", "right"))
    assert rows == [
        {"channel": "poster", "opened": 1, "quizzes": 0, "answers": 0, "right": 0},
        {"channel": "quiz", "opened": 0, "quizzes": 1, "answers": 5, "right": 3},
    ]


# --- the office ---


def test_the_office_sees_reach_by_channel_with_codes_and_links() -> None:
    handler = make_officer("handler")
    no = campaign(handler)
    Client().get(f"/go/{no}/card/")
    Client().post("/guides/quiz/", {**answers(4), "c": no})
    page = signed_in(handler).get("/agency/campaigns/").text
    for words in ("骑手安全月", "答对 80%", f"/guides/card.zh.pdf?c={no}", f"http://testserver/go/{no}/account/"):
        assert words in page
    far = make_officer("handler", county="330381")
    assert no not in signed_in(far).get("/agency/campaigns/").text


def test_what_was_counted_stands_in_the_act_that_records_it() -> None:
    handler = make_officer("handler")
    no = campaign(handler)
    for _ in range(3):
        Client().get(f"/go/{no}/card/")
    Client().post("/guides/quiz/", {**answers(4), "c": no})
    with pytest.raises(InputError):
        perform(handler, no, "count", {"reached": 300}, key=key())
    do(handler, no, "count")
    said = view_case(handler, no).steps[-1].payload
    assert (said["reached"], said["quiz_right"]) == (3, 80)
    assert "记下的人数" in signed_in(handler).get("/agency/campaigns/").text


def test_a_campaign_that_is_over_keeps_its_sums_and_gives_out_no_codes() -> None:
    handler, approver = make_officer("handler"), make_officer("approver")
    no = campaign(handler)
    Client().get(f"/go/{no}/card/")
    do(handler, no, "count")
    do(approver, no, "decide")
    page = signed_in(handler).get("/agency/campaigns/").text
    assert no in page
    assert f"?c={no}" not in page
    assert set(Reach.objects.values_list("channel", flat=True)) <= set(CHANNELS)
