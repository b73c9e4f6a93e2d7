"""A list of 100,000 rows and ten columns as XLSX: our reader beside openpyxl's two, in 512 MB of memory each.

Also what each makes of a cell in the last row of a sheet, of a hidden sheet and of cells merged downwards.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
from pathlib import Path

import openpyxl

ROOT = Path(__file__).resolve().parents[1]
ROWS, MEMORY = 100_000, 512 << 20
READ = """
import io, resource, sys, time
how, content = sys.argv[1], open(sys.argv[2], "rb").read()
if how == "ours":
    from huxin.files.inside.workbook import sheets
    def read():
        return [(one.name, len(one.rows), one.rows[-1].cells[0].text) for one in sheets(content, "list")]
else:
    import openpyxl
    def read():
        found = openpyxl.load_workbook(io.BytesIO(content), read_only=how == "read only")
        told = []
        for sheet in found.worksheets:
            rows = 0
            for row in sheet.iter_rows():
                rows, first = rows + 1, row[0].value
            told.append((sheet.title, rows, str(first)))
        return told
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[3]),) * 2)
begun, found = time.process_time(), None
try:
    found = read()
except MemoryError:
    pass
took = time.process_time() - begun
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
resource.setrlimit(resource.RLIMIT_AS, (resource.getrlimit(resource.RLIMIT_AS)[1],) * 2)
print(f"{took:6.1f} s  {peak:4d} MiB  {'out of memory' if found is None else found}")
"""


def big() -> bytes:
    """Names, numbers, days: what a roster holds."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("list")
    for row in range(ROWS):
        texts = (f"N{row}", "330302199003070028", "330304", "rider", f"1380000{row:05d}", "2026-07-01", "x", "y")
        sheet.append([*texts, row, row / 4])
    return _saved(book)


def far() -> bytes:
    """Two cells, the second in the last row that there is."""
    book = openpyxl.Workbook()
    book.active["A1"], book.active["A1048576"] = "first", "last"
    return _saved(book)


def hidden() -> bytes:
    """A sheet that nobody sees, and one name merged over three rows."""
    book = openpyxl.Workbook()
    book.active.title = "seen"
    for row in range(1, 4):
        book.active.cell(row, 2, row)
    book.active["A1"] = "team"
    book.active.merge_cells("A1:A3")
    book.create_sheet("hidden")["A1"] = "secret"
    book["hidden"].sheet_state = "hidden"
    return _saved(book)


def _saved(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for made in (big, far, hidden):
            path = Path(folder) / f"{made.__name__}.xlsx"
            path.write_bytes(made())
            print(f"\n{made.__name__}: {path.stat().st_size:,} bytes; sheets, rows, what stands first in the last")
            for how in ("ours", "read only", "full"):
                command = [sys.executable, "-c", READ, how, str(path), str(MEMORY)]
                done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
                print(f"  {how:<10} {done.stdout.strip() or 'out of memory, and died of it'}", flush=True)


if __name__ == "__main__":
    main()
