"""``huxin law simulate``: the law for everybody of two Parquet files."""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import sys
from collections.abc import Callable
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from huxin.law.dates import SHANGHAI
from huxin.law.errors import InputError

if TYPE_CHECKING:
    from huxin.population.request import SimulationRequest


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the verb among those of ``huxin law``."""
    parser = verbs.add_parser("simulate", help="compute one item for a whole population, Parquet to Parquet")
    parser.add_argument("item", metavar="ITEM")
    parser.add_argument("--people", required=True, metavar="P.parquet", type=Path)
    parser.add_argument("--months", required=True, metavar="M.parquet", type=Path)
    parser.add_argument("--out", required=True, metavar="R.parquet", type=Path)
    parser.add_argument("--on", metavar="DATE", help="decision date (default: today)")
    parser.add_argument("--pack", default="wenzhou")
    parser.add_argument("--reading", action="append", default=[], metavar="NAME=CHOICE")
    parser.add_argument("--set", action="append", default=[], metavar="PARAM[@DATE]=VALUE", dest="sets")
    parser.add_argument("--compare", action="store_true", help="--set and --reading are a reform; show what it changes")
    parser.add_argument("--by", action="append", default=[], metavar="COLUMN", help="sums by a column of people")
    parser.add_argument("--engine", choices=("local", "spark"), default="local")
    parser.add_argument("--memory", default="512MB", metavar="SIZE", help="bound for sorting files out of order")
    parser.add_argument("--plain", action="store_true", help="do not compile: slow, needs no Numba")
    parser.add_argument("--format", choices=("json", "text"), default="json")
    parser.add_argument(
        "--chart", metavar="FILE", type=Path, help="with --compare: the change as a chart, .svg or .png"
    )
    parser.set_defaults(run=simulate_all)


def simulate_all(args: argparse.Namespace) -> int:
    """Compute everybody and print the report of the contract."""
    request = _request(args)
    if request.compiled is False or importlib.util.find_spec("numba") is None:
        print("huxin: not compiled: plain Python, some hundred times slower than with Numba", file=sys.stderr)
    told = [_bar()] if sys.stderr.isatty() else []
    found = _engine(args.engine)(request, *told)
    if args.chart is not None:
        from huxin.population.chart import write_chart

        write_chart(found, args.chart, Path(str(files("huxin"))) / "casework" / "fonts")
    if args.format == "text":
        from huxin.population.table import as_text

        print(as_text(found), end="")
    else:
        from huxin.cli.output import pretty

        print(pretty(found))
    return 0


def _request(args: argparse.Namespace) -> SimulationRequest:
    from huxin.cli.reading import pairs, read_day
    from huxin.law.pack.load import load_pack

    engine = _needs_extra("huxin.population.simulate")
    if args.chart is not None and not args.compare:
        raise InputError(
            "option", "--chart", args.chart.name, "--compare beside it", "A chart shows what a reform changes."
        )
    if args.chart is not None:
        _needs_extra("huxin.population.chart").check_target(args.chart)
    found: SimulationRequest = engine.SimulationRequest(
        pack=load_pack(args.pack),
        item=args.item,
        people=args.people,
        months=args.months,
        out=args.out,
        on=read_day(args.on, "--on") if args.on else datetime.now(SHANGHAI).date(),
        sets=pairs(args.sets, "--set"),
        readings=pairs(args.reading, "--reading"),
        compare=args.compare,
        by=tuple(dict.fromkeys(args.by)),
        compiled=False if args.plain else None,
        memory=args.memory,
    )
    return found


def _engine(name: str) -> Callable[..., dict[str, Any]]:
    module = _needs_extra("huxin.population." + ("spark" if name == "spark" else "simulate"))
    found: Callable[..., dict[str, Any]] = module.simulate
    return found


def _needs_extra(name: str) -> Any:
    """A module of the population engine; its libraries are an extra that may not be installed."""
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        extra = "spark" if error.name == "pyspark" else "population"
        hint = f"Install it: pip install 'huxin[{extra}]'."
        raise InputError("extra", "huxin law simulate", f"no {error.name}", f"the extra '{extra}'", hint) from None


def _bar() -> Callable[[int, int], None]:
    from tqdm import tqdm

    bar: Any = tqdm(unit=" rows", unit_scale=True, file=sys.stderr, leave=False)

    def told(now: int, whole: int) -> None:
        if bar.n + now > whole:  # the files were put in order and are read again
            bar.reset()
        bar.total = whole
        bar.update(now)
        if bar.n >= whole:
            bar.close()

    return told
