"""``huxin places``: where the next places go, the register of places, the nearest open one."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from huxin.cli.reading import read_day
from huxin.law.errors import InputError

if TYPE_CHECKING:
    from huxin.siting.problem import SitingProblem


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command and its verbs."""
    parser = subparsers.add_parser("places", help="service places: the nearest open one, and where the next ones go")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    site = verbs.add_parser("site", help="choose sites for new places, with a bound on how good they can be")
    site.add_argument("--sites", type=int, metavar="P", help="how many new sites (default: the network's number)")
    site.add_argument("--demand", type=Path, metavar="FILE", help="CSV or Parquet: id, x, y, weight")
    site.add_argument(
        "--candidates",
        type=Path,
        metavar="FILE",
        help="id, x, y and [cost], [fixed 0/1], [capacity], [county]",
    )
    site.add_argument("--crs", metavar="SYSTEM", help="of both files: wgs84 (degrees) or plane (metres)")
    site.add_argument("--network", type=Path, metavar="FILE", help="'n m p' and m lines 'i j cost' instead of points")
    site.add_argument("--goal", choices=["cover", "median"], help="most weight within --radius, or the least way")
    site.add_argument("--radius", type=float, metavar="METRES", help="how far is within reach, for cover")
    site.add_argument(
        "--county",
        action="append",
        default=[],
        metavar="NAME=LEAST[-MOST]",
        help="how many a county must and may have",
    )
    site.add_argument("--time", type=float, default=10.0, metavar="SECONDS", help="time for the search (default: 10)")
    site.add_argument("--seed", type=int, default=1, help="the same seed draws the same starts (default: 1)")
    site.add_argument("--format", choices=["json"], default="json", help="always JSON")
    site.set_defaults(run=run_site)
    _add_demand(verbs)
    _add_import(verbs)
    _add_nearest(verbs)


def _add_demand(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    wait = verbs.add_parser("demand", help="where workers wait between orders: idle minutes by H3 cell, for 'site'")
    wait.add_argument("--from", required=True, metavar="DATE", dest="first", help="first local day")
    wait.add_argument("--to", required=True, metavar="DATE", dest="last", help="last local day, inclusive")
    wait.add_argument("--orders", required=True, metavar="GLOB", help="Parquet files of order records")
    wait.add_argument("--warnings", metavar="GLOB", help="weather warnings: their hours weigh more")
    wait.add_argument("--band", type=int, metavar="N", help="only this part of the day, 0 (night) to 5 (late)")
    wait.add_argument("--pack", default="wenzhou", help="policy pack (default: wenzhou)")
    wait.add_argument("--engine", choices=("duckdb", "spark"), default="duckdb", help="the cells are the same")
    wait.add_argument("--memory-limit", metavar="SIZE", help="such as 4GB; beyond it the disk is used")
    wait.add_argument("--threads", type=int, metavar="N")
    wait.add_argument("--out", type=Path, metavar="FILE.csv", help="id, x, y, weight and what they mean")
    wait.add_argument(
        "--hubs", type=Path, metavar="FILE.csv", help="rides given up and drivers circling at hubs, by hour"
    )
    wait.add_argument("--keep", action="store_true", help="for the planners' page, in place of what was there")
    wait.set_defaults(run=run_demand)


def _add_import(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    take = verbs.add_parser("import", help="take places into the register: GeoJSON, CSV or XLSX")
    take.add_argument("file", metavar="FILE", type=Path)
    take.add_argument("--crs", default="", metavar="SYSTEM", help="wgs84, gcj02, bd09 or cgcs2000; never guessed")
    take.add_argument("--kind", default="", metavar="KIND", help="of rows that name none")
    take.add_argument("--source", required=True, metavar="TEXT", help="where the file comes from")
    take.add_argument("--licence", default="", metavar="TEXT", help="what its maker allows")
    take.add_argument("--check", action="store_true", help="read and tell, take nothing in")
    take.set_defaults(run=run_import)


def _add_nearest(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    near = verbs.add_parser("nearest", help="the nearest places and whether they are open")
    near.add_argument("--lng", required=True, type=float, metavar="X", help="longitude, WGS-84")
    near.add_argument("--lat", required=True, type=float, metavar="Y", help="latitude, WGS-84")
    near.add_argument("--kind", action="append", default=[], metavar="KIND", help="any of these kinds")
    near.add_argument("--service", action="append", default=[], metavar="SERVICE", help="all of these services")
    near.add_argument("--open-at", metavar="TIME", help="only those known to be open then, e.g. 2026-11-30T22:00")
    near.add_argument("--limit", type=int, default=10, metavar="N")
    near.add_argument("--format", choices=["json"], default="json", help="always JSON")
    near.set_defaults(run=run_nearest)


def run_demand(args: argparse.Namespace) -> int:
    """Write or keep the cells and print how many there are and how many were left out."""
    from huxin.cli.output import pretty

    _need("h3", "duckdb", "numpy", "pyarrow", *(("pyspark",) if args.engine == "spark" else ()))
    from huxin.law import load_pack
    from huxin.supervision.demand import BANDS, DemandRequest, as_rows, by_cell, demand
    from huxin.supervision.hubs import hub_rows, read_hubs
    from huxin.supervision.lake import Files

    if args.band is not None and not 0 <= args.band < len(BANDS):
        hours = ", ".join(f"{at}: {start}-{end}" for at, (start, end) in enumerate(BANDS))
        raise InputError("band", "--band", args.band, f"a number from 0 to {len(BANDS) - 1}", f"Hours: {hours}.")
    if args.out is None and args.hubs is None and not args.keep:
        wanted = "--out FILE.csv, --hubs FILE.csv or --keep"
        raise InputError("out", "--out", "nothing", wanted, "Say where the numbers go.")
    first, last = read_day(args.first, "--from"), read_day(args.last, "--to")
    pack = load_pack(args.pack)
    found = demand(
        DemandRequest(
            first, last, Files(args.orders, warnings=args.warnings), pack, args.engine, args.memory_limit, args.threads,
            hubs=read_hubs(pack) if args.hubs or args.keep else (),
        )
    )  # fmt: skip
    rows = as_rows(by_cell(found.cells, args.band))
    if args.keep:
        from huxin.cli.django_setup import start_django

        start_django()
        from huxin.measures.places.service import keep_demand

        keep_demand(found)
    if args.out:
        _write(args.out, "--out", ["id", "x", "y", "weight", "county", "minutes", "workers"], rows)
    at_hubs = [] if found.hubs is None else hub_rows(found.hubs.hours)
    if args.hubs:
        _write(args.hubs, "--hubs", ["hub", "hour", "what", "many", "minutes", "workers"], at_hubs)
    minutes = sum(row["minutes"] for row in rows)
    shown = {"days": found.days, "cells": len(rows), "minutes": minutes, "hidden": found.hidden}
    more = {"hub_hours": len(at_hubs), "hub_hidden": found.hubs.hidden} if found.hubs else {}
    print(pretty({**shown, "least_workers": found.least, "grid": "H3, resolution 9", **more}))
    return 0


def _write(path: Path, option: str, columns: list[str], rows: list[dict[str, Any]]) -> None:
    from csv import DictWriter

    try:
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = DictWriter(stream, columns)
            writer.writeheader()
            writer.writerows(rows)
    except OSError as error:
        raise InputError("file", option, str(path), "a file that can be written", f"{error.strerror}.") from None


def run_import(args: argparse.Namespace) -> int:
    """Print what was taken, and row by row what was not; exit status 2 when nothing could be taken."""
    from huxin.cli.django_setup import start_django
    from huxin.cli.output import pretty

    start_django()
    from huxin.measures.places.service import MOST_BYTES, import_places

    try:
        with args.file.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise InputError("file", "FILE", str(args.file), "a file that can be read", f"{error.strerror}.") from None
    found = import_places(
        content, args.file.name, args.crs, kind=args.kind, source=args.source, licence=args.licence, check=args.check
    )
    print(pretty(found.as_json()))
    return 0 if found.read.rows else 2


def run_nearest(args: argparse.Namespace) -> int:
    """Print the places, nearest first."""
    from datetime import datetime

    from huxin.cli.django_setup import start_django
    from huxin.cli.output import pretty
    from huxin.law.dates import SHANGHAI

    try:
        at = datetime.fromisoformat(args.open_at) if args.open_at else datetime.now(SHANGHAI)
    except ValueError:
        hint = "Without a zone it is the time of Beijing."
        raise InputError("time", "--open-at", args.open_at, "a time like 2026-11-30T22:00", hint) from None
    start_django()
    from huxin.measures.places.service import nearest

    found = nearest(
        args.lng, args.lat, at if at.tzinfo else at.replace(tzinfo=SHANGHAI), kinds=args.kind, services=args.service,
        limit=args.limit, only_open=bool(args.open_at),
    )  # fmt: skip
    print(pretty(found.as_json()))
    return 0


def run_site(args: argparse.Namespace) -> int:
    """Print the chosen sites with value, bound and gap."""
    from huxin.cli.output import pretty

    _check(args)
    found = _of_network(args) if args.network else _of_points(args)
    print(pretty(found))
    return 0


def _check(args: argparse.Namespace) -> None:
    args.goal = args.goal or ("median" if args.radius is None else "cover")
    if (args.network is None) == (args.demand is None or args.candidates is None):
        hint = "Name --demand and --candidates, or --network alone."
        raise InputError("input", "places site", "not one input", "points or a network", hint)
    if args.network and (args.demand or args.candidates or args.county):
        hint = "A network holds its own points and candidates."
        raise InputError("input", "--network", "other input beside it", "nothing beside it", hint)
    if args.goal == "cover" and not (args.radius is not None and 0 <= args.radius < 1e9):
        hint = "Say how far people go, for example --radius 800, or take --goal median."
        raise InputError("radius", "--radius", args.radius, "a number of metres from 0 on", hint)
    if not 0 < args.time <= 86_400:
        raise InputError("time", "--time", args.time, "seconds above 0, at most a day", "For example --time 10.")
    if not 0 <= args.seed < 2**63:
        raise InputError("seed", "--seed", args.seed, "a whole number from 0 on", "For example --seed 1.")
    if args.sites is None and args.network is None:
        raise InputError("sites", "--sites", "nothing", "how many new sites", "For example --sites 20.")


def _of_network(args: argparse.Namespace) -> dict[str, Any]:
    _need()
    from huxin.siting.building import network_problem
    from huxin.siting.network import read_network

    network = read_network(args.network)
    count = network.sites if args.sites is None else args.sites
    problem = network_problem(network, args.goal, args.radius or 0.0, count)
    return _solved(args, problem, tuple(str(j) for j in range(1, network.vertices + 1)))


def _of_points(args: argparse.Namespace) -> dict[str, Any]:
    _need()
    from huxin.siting.building import cover_problem, median_problem
    from huxin.siting.capacity import check_capacity
    from huxin.siting.limits import read_limits
    from huxin.siting.reading import read_candidates, read_demand
    from huxin.siting.solve import solve, warm

    if args.crs is None:
        hint = "Coordinates are never guessed: say --crs wgs84 (degrees) or --crs plane (metres)."
        raise InputError("crs", "--crs", "nothing", "wgs84 or plane", hint)
    demand, candidates = read_demand(args.demand, args.crs), read_candidates(args.candidates, args.crs)
    limits = read_limits(args.county, candidates, args.sites)
    if args.goal == "cover":
        problem = cover_problem(demand, candidates, args.crs, args.radius, args.sites, limits)
    else:
        problem = median_problem(demand, candidates, args.crs, args.sites, limits)
    warm(problem)
    answer = solve(problem, args.time, args.seed)
    more: dict[str, Any] = {"cost": float(candidates.columns["cost"][answer.sites[len(problem.fixed) :]].sum())}
    if candidates.columns["capacity"].any() and args.radius is not None:
        more["capacity"] = check_capacity(demand, candidates, args.crs, answer.sites, args.radius)
    return _json(problem, answer, candidates.ids, more)


def _solved(args: argparse.Namespace, problem: SitingProblem, names: tuple[str, ...]) -> dict[str, Any]:
    from huxin.siting.solve import solve, warm

    warm(problem)
    return _json(problem, solve(problem, args.time, args.seed), names, {})


def _json(problem: SitingProblem, answer: Any, names: tuple[str, ...], more: dict[str, Any]) -> dict[str, Any]:
    from huxin.siting.solve import as_json

    share = {"total": problem.total} if problem.goal == "cover" else {}
    return as_json(answer, names, len(problem.fixed), **share, **more)


def _need(*names: str) -> None:
    """Raises InputError where libraries, those of the search unless others are named, are not installed."""
    from importlib.util import find_spec

    wanted = names or ("numpy", "scipy", "highspy", "numba")
    missing = [name for name in wanted if find_spec(name) is None]
    if missing:
        raise InputError("library", "places", f"no {missing[0]}", "the extra 'places'", "pip install 'huxin[places]'")
