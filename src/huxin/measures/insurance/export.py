"""Cover records as the supervision reads them: canonical Parquet, workers by keyed hash."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path

from huxin.law.dates import SHANGHAI
from huxin.people.service import Cover, ErasedError, details_of
from huxin.supervision.identity import worker_key

CHUNK = 20_000


def export_cover(path: Path, key: bytes | None) -> int:
    """Write every record of cover to ``path`` and answer how many.  Needs the extra ``population``.

    Columns: company_id, worker_id (keyed hash, or the number itself without a key), worker_id_kind, kind, from and to
    (milliseconds since 1970-01-01 UTC; ``to`` exclusive, null while cover goes on).  Erased people are left out.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema(
        [("company_id", pa.string()), ("worker_id", pa.string()), ("worker_id_kind", pa.string()),
         ("kind", pa.string()), ("from", pa.int64()), ("to", pa.int64())]
    )  # fmt: skip
    count = 0
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(path.suffix + ".part")
    with pq.ParquetWriter(temporary, schema) as writer:
        rows: list[dict[str, object]] = []
        for one in Cover.objects.select_related("person__data_key").order_by("id").iterator(chunk_size=2000):
            rows += _row(one, key)
            if len(rows) >= CHUNK:
                writer.write_table(pa.Table.from_pylist(rows, schema))
                count, rows = count + len(rows), []
        writer.write_table(pa.Table.from_pylist(rows, schema))
        count += len(rows)
    temporary.replace(path)
    return count


def _row(one: Cover, key: bytes | None) -> list[dict[str, object]]:
    try:
        number = details_of(one.person).id_number
    except ErasedError:
        return []
    return [
        {
            "company_id": one.company_id,
            "worker_id": worker_key(key, one.company_id, "id_card", number) if key else number,
            "worker_id_kind": None if key else "id_card",
            "kind": one.kind,
            "from": _midnight(one.cover_from),
            "to": None if one.cover_to is None else _midnight(one.cover_to + timedelta(days=1)),
        }
    ]


def _midnight(day: date) -> int:
    return int(datetime.combine(day, time(), SHANGHAI).timestamp()) * 1000
