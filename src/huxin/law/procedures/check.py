"""What a procedure must satisfy beyond its shape: names exist, no outcome leaves a person without a way on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from huxin.law.errors import nearest
from huxin.law.procedures.automatic import PathFault, lapse_faults
from huxin.law.procedures.model import OFFICERS, PARTIES, SIDES, Act, Clock, Condition, Field, Procedure
from huxin.law.procedures.money import collection_faults, payment_faults
from huxin.law.procedures.naming import naming_faults
from huxin.law.procedures.turns import reached
from huxin.law.procedures.whose import whose_faults

_BY = PARTIES | OFFICERS | {"system", *SIDES}
_WHOLE = ("department", "form", "evidence", "outcomes", "appeal", "guide")


def faults(procedure: Procedure, parameters: Mapping[str, Any], known_source: Callable[[str], bool]) -> list[PathFault]:
    """Every fault of a procedure.  ``known_source`` says whether a source names an instrument of the pack."""
    found = [*_fields(procedure), *_evidence(procedure)]
    for name, act in procedure.acts.items():
        found += _act(procedure, name, act)
    for index, clock in enumerate(procedure.clocks):
        found += [*_clock(procedure, index, clock, parameters), *lapse_faults(procedure, index, clock)]
    found += [
        *_whole(procedure),
        *_ends(procedure),
        *_readers(procedure),
        *_concerns(procedure),
        *_ways(procedure),
        *_routes(procedure),
    ]
    found += [
        *whose_faults(procedure),
        *payment_faults(procedure),
        *collection_faults(procedure, parameters),
        *naming_faults(procedure, parameters),
    ]
    found += [
        PathFault(path, source, "'<instrument id> <article>'", "Name an instrument of the pack.")
        for path, source in sources(procedure)
        if not known_source(source)
    ]
    return found


def sources(procedure: Procedure) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every source that the procedure names, with its path."""
    yield ("clause",), procedure.clause
    for index, clock in enumerate(procedure.clocks):
        yield ("clocks", index, "source"), clock.source
        if clock.extend is not None:
            yield ("clocks", index, "extend", "source"), clock.extend.source
        if clock.lapse is not None:
            yield ("clocks", index, "lapse", "source"), clock.lapse.source
        for place, variant in enumerate(clock.variants):
            yield ("clocks", index, "variants", place, "source"), variant.source
    for way in procedure.ways:
        yield ("ways",), way.source
    for name, act in procedure.acts.items():
        before = ((index, one.source) for index, one in enumerate(act.preconditions))
        yield from ((("acts", name, "preconditions", index), said) for index, said in before if said is not None)
    for index, route in enumerate(procedure.appeal.routes if procedure.appeal else ()):
        yield ("appeal", "routes", index, "source"), route.source
    for index, basis in enumerate(procedure.guide.basis if procedure.guide else ()):
        yield ("guide", "basis", index), basis


def _fields(procedure: Procedure) -> Iterator[PathFault]:
    known: dict[str, Field] = {}
    for index, step in enumerate(procedure.form):
        yield from _condition(("form", index, "when"), step.when, known)
        for place, one in enumerate(step.fields):
            yield from _field(("form", index, "fields", place), one, known)
    for name, act in procedure.acts.items():
        own: dict[str, Field] = {}
        for place, one in enumerate(act.payload):
            yield from _field(("acts", name, "payload", place), one, own)


def _field(path: tuple[str | int, ...], one: Field, known: dict[str, Field]) -> Iterator[PathFault]:
    if one.name in known:
        yield PathFault((*path, "name"), one.name, "each name once", "Give one of the two fields another name.")
    if (one.kind in ("choice", "many")) != bool(one.options):
        yield PathFault(
            (*path, "options"),
            f"{one.kind} with {len(one.options)} options",
            "options for choice and many only",
            "Add or delete them.",
        )
    yield from _condition((*path, "when"), one.when, known | {one.name: one})
    known[one.name] = one


def _condition(
    path: tuple[str | int, ...], condition: Condition | None, known: Mapping[str, Field]
) -> Iterator[PathFault]:
    """A condition looks at questions asked before it, and at answers that they can have."""
    for name, wanted in (condition or {}).items():
        if name not in known:
            yield PathFault(path, name, "a field asked before", nearest(name, known))
            continue
        options = {option.value for option in known[name].options}
        for value in wanted if isinstance(wanted, tuple) else (wanted,):
            if options and value not in options:
                yield PathFault(path, str(value), f"an option of {name}", nearest(str(value), options))


def _evidence(procedure: Procedure) -> Iterator[PathFault]:
    known = {one.name: one for step in procedure.form for one in step.fields}
    for index, paper in enumerate(procedure.evidence):
        if isinstance(paper.required, Mapping):
            yield from _condition(("evidence", index, "required"), paper.required, known)
        if paper.source != "applicant" and not paper.source.startswith(("register:", "licence:")):
            yield PathFault(
                ("evidence", index, "source"),
                paper.source,
                "applicant, register:<name> or licence:<name>",
                "Say where it comes from.",
            )


def _act(procedure: Procedure, name: str, act: Act) -> Iterator[PathFault]:
    for by in act.by:
        if by not in _BY:
            yield PathFault(("acts", name, "by"), by, "a role or party", nearest(by, _BY))
    needs = act.requires
    for other in (needs.act, *needs.cleared_by) if needs else ():
        if other not in procedure.acts:
            yield PathFault(
                ("acts", name, "requires"), other, "an act of this procedure", nearest(other, procedure.acts)
            )
    clocks = [clock.id for clock in procedure.clocks]
    if act.after_clock is not None and act.after_clock not in clocks:
        yield PathFault(
            ("acts", name, "after_clock"),
            act.after_clock,
            "a clock of this procedure",
            nearest(act.after_clock, clocks),
        )
    if isinstance(act.to, Mapping):
        asked = next((field for field in act.payload if field.name == "outcome"), None)
        if asked is None or {option.value for option in asked.options} != set(act.to):
            yield PathFault(
                ("acts", name, "to"),
                ", ".join(act.to),
                "a field 'outcome' with the same options",
                "Keep both lists alike.",
            )
        for outcome in procedure.outcomes and act.to:
            if outcome not in procedure.outcomes:
                yield PathFault(
                    ("acts", name, "to"), outcome, "an outcome of this procedure", nearest(outcome, procedure.outcomes)
                )


def _clock(procedure: Procedure, index: int, clock: Clock, parameters: Mapping[str, Any]) -> Iterator[PathFault]:
    for side, events in (("start", clock.start), ("stop", clock.stop), ("void", clock.void)):
        for place, event in enumerate(events):
            for maker in event.made_by:
                if maker not in procedure.acts:
                    where = ("clocks", index, side, place, "made_by")
                    yield PathFault(where, maker, "an act of this procedure", nearest(maker, procedure.acts))
            if event.act not in procedure.acts:
                yield PathFault(
                    ("clocks", index, side, place, "act"),
                    event.act,
                    "an act of this procedure",
                    nearest(event.act, procedure.acts),
                )
    if not isinstance(clock.length, int):
        name = clock.length.get("param", "")
        if name not in parameters:
            yield PathFault(("clocks", index, "length"), name, "a parameter of the pack", nearest(name, parameters))
        elif parameters[name].type not in ("days", "int"):
            yield PathFault(
                ("clocks", index, "length"),
                f"{name} of type {parameters[name].type}",
                "a parameter in days",
                "Choose one of type days.",
            )
    elif clock.length < 1:
        yield PathFault(("clocks", index, "length"), str(clock.length), "at least 1", "A deadline of no days is none.")


def _readers(procedure: Procedure) -> Iterator[PathFault]:
    """Whoever reads or exports is an officer's role; a policy administrator takes no list of people away."""
    for index, role in enumerate(procedure.readers):
        if role not in OFFICERS:
            yield PathFault(("readers", index), role, "a role of officers", nearest(role, OFFICERS))
    known = OFFICERS - {"policy_admin", "auditor"}
    for index, role in enumerate(procedure.exporters):
        if role not in known:
            hint = "Policy administrators and auditors read masked." if role in OFFICERS else nearest(role, known)
            yield PathFault(("exporters", index), role, "a role that may export in full", hint)


def _routes(procedure: Procedure) -> Iterator[PathFault]:
    """A way is against acts that there are, and its time counts from a date that the form asks."""
    asked = {one.name: one.kind for one in procedure.fields_of("file")} if "file" in procedure.acts else {}
    for index, route in enumerate(procedure.appeal.routes if procedure.appeal else ()):
        for act in route.after:
            if act not in procedure.acts:
                where = ("appeal", "routes", index, "after")
                yield PathFault(where, act, "an act of this procedure", nearest(act, procedure.acts))
        if route.since is not None and asked.get(route.since) != "date":
            where = ("appeal", "routes", index, "since")
            yield PathFault(where, route.since, "a date that the form asks", nearest(route.since, asked))


def _ways(procedure: Procedure) -> Iterator[PathFault]:
    """A way that waits asks the date from which it does, and says its day by that date alone."""
    for way in procedure.ways:
        asked = {one.name: one.kind for one in way.asks}
        if (way.waits is None) != (way.since is None) or (way.since is not None and asked.get(way.since) != "date"):
            wanted = "'waits' with 'since', a date that the way asks"
            yield PathFault(
                ("ways",), f"{way.id}: waits {way.waits} since {way.since}", wanted, "Say both, or neither."
            )


def _concerns(procedure: Procedure) -> Iterator[PathFault]:
    """Whom a case is about is asked by the form."""
    if procedure.concerns is not None:
        asked = {one.name: one.kind for step in procedure.form for one in step.fields}
        for part, kind in (("name", "text"), ("number", "id_number")):
            name = getattr(procedure.concerns, part)
            if asked.get(name) != kind:
                yield PathFault(
                    ("concerns", part), name, f"a question of the form of kind {kind}", nearest(name, asked)
                )


def _whole(procedure: Procedure) -> Iterator[PathFault]:
    if procedure.depth == "full":
        for part in _WHOLE:
            if not getattr(procedure, part):
                yield PathFault(
                    (part,), "nothing", f"'{part}' in a procedure of depth full", "Write it, or say 'depth: clocks'."
                )
    guide = procedure.guide
    if (
        guide
        and isinstance(guide.promised_days, int)
        and guide.statutory_days is not None
        and guide.promised_days > guide.statutory_days
    ):
        yield PathFault(
            ("guide", "promised_days"),
            str(guide.promised_days),
            f"at most {guide.statutory_days}",
            "A promise is not longer than the law.",
        )


def _ends(procedure: Procedure) -> Iterator[PathFault]:
    if procedure.appeal is None and any(outcome.negative for outcome in procedure.outcomes.values()):
        yield PathFault(
            ("appeal",), "nothing", "appeal routes, since there is a negative outcome", "Say where a person can go on."
        )
    for status in reached(procedure) & {"received", "completion_asked", "in_progress"}:
        if not any(status in act.from_ and act.to not in (None, status) for act in procedure.acts.values()):
            yield PathFault(
                ("acts",), f"no way out of '{status}'", "an act that ends it", "A case must not be stuck there."
            )
