"""The signed record of a person: readable, the tables beside it are the ones it names, another city can check it."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from pypdf import PdfReader

from huxin.casework.service import check_signature, held_about, own_certificates, today
from huxin.identity.service import Trace
from huxin.law import InputError
from huxin.law.dates import SHANGHAI
from huxin.people.service import Person, details_of
from tests.portals.conftest import signed_in
from tests.safety.test_own_week import sent
from tests.support import City, make_delegate, make_worker

pytestmark = pytest.mark.django_db


def taken(worker: Any) -> dict[str, bytes]:
    answer = signed_in(worker).post("/me/record.zip")
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:  # type: ignore[attr-defined]
        return {name: archive.read(name) for name in archive.namelist()}


def rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_record_holds_what_is_there_and_its_tables_are_the_ones_it_names() -> None:
    city = City()
    no = city.file()
    number = details_of(Person.objects.select_related("data_key").get(id=city.worker.person_id)).id_number
    begin = datetime.combine(today() - timedelta(days=2), time(8), SHANGHAI)
    sent(number, [(begin, 90, 4500, 0)])
    files = taken(city.worker)
    assert set(files) == {
        "record.pdf", "cases.csv", "hours.csv", "cover.csv", "engagements.csv", "agreements.csv", "certificates.csv",
    }  # fmt: skip
    assert rows(files["hours.csv"])[1:] == [
        [(today() - timedelta(days=2)).isoformat(), "90", "90", "1", "45.00", "30.00"]
    ]
    assert [row[0] for row in rows(files["cases.csv"])[1:]] == [no]
    text = "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(files["record.pdf"])).pages)
    digests = [hashlib.sha256(content).hexdigest() for name, content in files.items() if name.endswith(".csv")]
    for said in ("陈小花", number, no, "45.00", *digests):
        assert said in text, said
    assert Trace.objects.filter(kind="export", what="own_record", person=city.worker.person_id).count() == 1


def test_another_city_checks_it_by_the_certificates_that_the_page_gives_out(tmp_path: Path) -> None:
    from huxin.casework.outbox.letters.signing import make_certificate

    worker = make_worker()
    paper, ours = taken(worker)["record.pdf"], own_certificates()
    assert signed_in(worker).get("/verify/city.pem").content == ours
    assert check_signature(paper).good
    here, configured.KEY_FOLDER = configured.KEY_FOLDER, tmp_path / "another"
    try:
        make_certificate(demonstration=True)
        theirs = (Path(configured.KEY_FOLDER) / "letter.cert.pem").read_bytes()
    finally:
        configured.KEY_FOLDER = here
    assert check_signature(paper, ours).good
    assert not check_signature(paper, theirs).good
    place = paper.index(b"/Contents")
    changed = paper[: place // 2] + bytes([paper[place // 2] ^ 1]) + paper[place // 2 + 1 :]
    assert not check_signature(changed, ours).good
    for wrong in (b"", b"no certificate"):
        with pytest.raises(InputError):
            check_signature(paper, wrong)


def test_only_the_person_takes_it() -> None:
    assert signed_in(make_delegate()).post("/me/record.zip").status_code == 403
    assert Trace.objects.filter(what="own_record").count() == 0


def test_what_is_kept_is_told_in_numbers_on_one_page() -> None:
    city = City()
    city.file()
    held = {one.label["zh"]: one.count for one in held_about(city.worker)}
    files = taken(city.worker)
    assert held["我办过的事"] == len(rows(files["cases.csv"])) - 1 == 1
    assert held["签的协议"] == len(rows(files["agreements.csv"])) - 1
    assert [label for label, count in held.items() if count is None] == ["近十三周的接单时间和报酬"]
    page = signed_in(city.worker).get("/me/").text
    assert all(label in page for label in held)
    assert "看过你没遮盖的号码 0 次" in page
    with pytest.raises(PermissionError):
        held_about(make_delegate())
