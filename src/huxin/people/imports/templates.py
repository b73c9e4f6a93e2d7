"""Empty tables to fill in, in the form that the name of the file asks for."""

from __future__ import annotations

import csv
import io

from django.utils.translation import gettext as _

from huxin.files.mending import headed, template
from huxin.law import InputError
from huxin.law.pack.model import Sheet


def empty_table(sheet: Sheet, name: str, language: str = "zh") -> bytes:
    """Headings and nothing below: CSV with a byte-order mark, XLSX with choices and notes, or Parquet of texts.

    Raises InputError for another ending, and for Parquet where its library is not installed.
    """
    ending = name.rpartition(".")[2].lower()
    if ending == "xlsx":
        return template(sheet, language)
    if ending == "parquet":
        return _parquet(sheet)
    if ending == "csv":
        out = io.StringIO(newline="")
        csv.writer(out).writerow([headed(one, language) for one in sheet.columns])
        return ("\ufeff" + out.getvalue()).encode()
    hint = _("文件名以 .csv、.xlsx 或 .parquet 结尾。")
    raise InputError("ending", "FILE", name, "a name that ends in .csv, .xlsx or .parquet", hint)


def _parquet(sheet: Sheet) -> bytes:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        hint = _("装上 huxin[feeds]，或者用 .csv。")
        raise InputError("parquet", "FILE", ".parquet", "the library pyarrow", hint) from None
    out = pa.BufferOutputStream()
    pq.write_table(pa.schema([(one.name, pa.string()) for one in sheet.columns]).empty_table(), out)
    return bytes(out.getvalue().to_pybytes())
