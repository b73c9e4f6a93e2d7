"""Messages of the national interfaces joined into orders and on-call time."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from huxin.law.errors import InputError
from huxin.law.pack.load import load_pack
from huxin.supervision.adapters.interfaces import INTERFACES, bring
from huxin.supervision.lake import Files
from huxin.supervision.model import ORDERS
from huxin.supervision.scan import ScanRequest, scan
from huxin.supervision.tests.support import at

EXAMPLE = Path(__file__).parents[4] / "docs" / "examples" / "feed" / "ride-hailing"
RIDES, FREIGHT = INTERFACES["ride-hailing"], INTERFACES["freight"]
DRIVER, COMPANY = "330302198001010019", "91330300MA0000002W"
WAYBILL = "shippingNoteNumber,serialNumber,unifiedSocialCreditIdentifier,drivingLicense,businessTypeCode"
WAYBILL += ",consignmentDateTime,despatchActualDateTime,goodsReceiptDateTime,totalMonetaryAmount"


def read(folder: Path, name: str) -> list[dict[str, Any]]:
    return pq.read_table(folder / f"{name}.parquet").to_pylist()


def rides(folder: Path, **more: str) -> list[dict[str, Any]]:
    """The example with further lines in some files."""
    shutil.copytree(EXAMPLE, folder / "in")
    for name, lines in more.items():
        with (folder / "in" / f"{name}.csv").open("a", encoding="utf-8") as stream:
            stream.write(lines)
    bring(RIDES, folder / "in", folder / "out")
    return read(folder / "out", "orders")


def test_an_order_from_its_messages(tmp_path: Path) -> None:
    done, booked, cancelled = rides(tmp_path)
    assert {one.name for one in ORDERS} <= set(done)
    assert (done["company_id"], done["worker_id"], done["worker_id_kind"]) == (COMPANY, DRIVER, "licence")
    assert (done["accepted_at"], done["completed_at"]) == (at("07-01 08:30:20"), at("07-01 09:01"))
    assert (done["started_at"], done["status"], done["trade"]) == (None, "completed", "ride_hailing")
    assert (done["customer_paid_fen"], done["tip_fen"], done["distance_m"]) == (2850, 200, 8400)
    assert done["worker_pay_fen"] is None
    assert (booked["accepted_at"], booked["started_at"]) == (at("07-01 09:00:30"), at("07-01 15:00"))
    assert (cancelled["status"], cancelled["cancelled_at"]) == ("cancelled", at("07-01 10:05"))


def test_encrypt_codes_name_the_system_of_the_points(tmp_path: Path) -> None:
    gcj, baidu, plain = rides(tmp_path)
    assert [row["crs"] for row in (gcj, baidu, plain)] == ["gcj02", "bd09", "wgs84"]
    assert (plain["start_lng"], plain["raw_start_lng"]) == (120.69987, 120.69987)
    assert plain["start_lng"] - gcj["start_lng"] == pytest.approx(0.004, abs=0.002)
    assert plain["start_lng"] - baidu["start_lng"] == pytest.approx(0.0105, abs=0.003)


def test_a_booked_order_begins_no_later_than_the_real_departure(tmp_path: Path) -> None:
    booked = rides(tmp_path, operateDepart=f"WZ001,A2,{DRIVER},20260701144500\n")[1]
    assert booked["started_at"] == at("07-01 14:45")


def test_an_order_that_is_open_or_was_never_created_is_kept(tmp_path: Path) -> None:
    rows = rides(tmp_path, orderMatch=f"WZ001,A9,{DRIVER},20260701170000\nWZ777,A1,{DRIVER},20260701180000\n")
    found = {(row["company_id"], row["order_id"]): row for row in rows}
    assert found[COMPANY, "A9"]["status"] == "open"
    assert found["WZ777", "A1"]["accepted_at"] == at("07-01 18:00")  # a company that no base information names


def test_time_on_call_is_from_a_login_to_the_next_logout(tmp_path: Path) -> None:
    rides(
        tmp_path,
        operateLogin=f"WZ001,{DRIVER},20260702080000\nWZ001,{DRIVER},20260702090000\nWZ001,{DRIVER},20260702160000\n",
        operateLogout=f"WZ001,{DRIVER},20260702120000\nWZ001,{DRIVER},20260702120000\nWZ001,{DRIVER},20260630000000\n",
    )
    times = [(row["online_at"], row["offline_at"]) for row in read(tmp_path / "out", "oncall")]
    assert times == [(at("07-01 08:00"), at("07-01 16:00")), (at("07-02 09:00"), at("07-02 12:00"))]


def test_drivers_and_companies_by_their_newest_message(tmp_path: Path) -> None:
    rides(
        tmp_path,
        baseInfoCompany="WZ002,某出行,91330300MA00000056,1,20260101000000\nWZ002,某出行,91330300MA00000056,3,20260601000000\n",
        baseInfoDriver=f"WZ001,{DRIVER},另一家公司,20260601,20270531,2,20260601000000\n",
    )
    assert read(tmp_path / "out", "companies") == [{"company_id": COMPANY, "platform": "滴滴出行"}]
    (driver,) = read(tmp_path / "out", "drivers")
    assert (driver["contract_company"], driver["contract_off"]) == ("另一家公司", "20270531")


def test_what_comes_out_can_be_scanned(tmp_path: Path) -> None:
    long = "".join(f"WZ001,L{hour},{DRIVER},202607021{hour}0500\n" for hour in range(5))
    ends = "".join(f"WZ001,L{hour},202607021{hour + 1}0000,8.4\n" for hour in range(5))
    rides(tmp_path, orderMatch=long, operateArrive=ends)
    out = tmp_path / "out"
    files = Files(f"{out}/orders.parquet", f"{out}/oncall.parquet")
    day = date(2026, 7, 2)
    report = scan(
        ScanRequest(day, day, files, load_pack("wenzhou"), tmp_path / "f.parquet", f"{out}/companies.parquet")
    )
    assert report.findings["continuous_work"] == 1
    (row,) = [row for row in read(tmp_path, "f") if row["detector"] == "continuous_work"]
    assert (row["measure"], row["severity"]) == (295.0, "case")


def test_a_message_that_cannot_be_read_stops_everything(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        rides(tmp_path, orderMatch="WZ001,A9,1,yesterday\n")
    assert "orderMatch.csv row 5: DistributeTime" in str(caught.value)
    assert not (tmp_path / "out").exists()


def test_waybills_with_what_the_driver_received(tmp_path: Path) -> None:
    (tmp_path / "waybill-07.csv").write_text(
        f"{WAYBILL}\nS1,01,{COMPANY},{DRIVER},1003997,20260701080000,20260701083000,20260701100000,500.000\n"
        f"S2,,{COMPANY},{DRIVER},1002996,20260701080000,20260701083000,,900.000\n"
    )
    (tmp_path / "fundFlow.ndjson").write_text(
        "\n".join(
            json.dumps(
                {"shippingNoteNumber": "S1", "serialNumber": "01", "monetaryAmount": fen, "dateTime": "20260705100000"}
            )
            for fen in (300.0, 120.5)
        )
    )
    assert bring(FREIGHT, tmp_path, tmp_path / "out") == {"orders": 2}
    city, trunk = read(tmp_path / "out", "orders")
    assert (city["order_id"], city["trade"], city["worker_pay_fen"], city["customer_paid_fen"]) == (
        "S1-01", "city_freight", 42050, 50000,
    )  # fmt: skip
    assert (city["started_at"], city["completed_at"]) == (at("07-01 08:30"), at("07-01 10:00"))
    assert (trunk["trade"], trunk["status"], trunk["worker_pay_fen"]) == ("long_haul", "open", None)
