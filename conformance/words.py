"""A report as a person reads it in a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from properties.scenario import (
    AddGroup,
    Array,
    Event,
    OtherStep,
    Restart,
    Resume,
    Rewind,
    Save,
    Scenario,
    Schedule,
    SetHyper,
    Start,
    Step,
    ZeroGrad,
    read,
)

from .records import DiagnosisRecord, FindingRecord, Report

RESUMED = {
    "state": "save the state, rebuild, load it",
    "file": "write the state to a file, rebuild, load it",
    "deepcopy": "go on with a deep copy of the optimizer and its parameters",
    "pickle": "go on with the optimizer and its parameters pickled and unpickled",
}
HAPPENS: dict[type, str] = {
    AddGroup: "the last group joins",
    OtherStep: "another optimizer takes a step",
    Restart: "rebuild, load nothing",
    Rewind: "go back to what was saved",
    Save: "save",
    Schedule: "attach a schedule",
    ZeroGrad: "zero_grad",
}

COLOURS = {"conforms": "bold green", "diverges": "bold red"}


def told(report: Report) -> Text:
    """The whole report in words."""
    text = Text()
    text.append(f"{report.target} ")
    text.append(report.verdict, COLOURS.get(report.verdict, "bold yellow"))
    text.append(f" to {_claim(report)}\n" if report.verdict == "conforms" else "\n")
    if report.error:
        text.append(f"  {report.error}\n")
        return text
    _append_diagnosis(text, report)
    shown: list[Scenario] = []
    for finding in report.findings:
        _append(text, finding, "red", "broken", shown)
    for finding in report.advice:
        _append(text, finding, "yellow", "advice, decides nothing", shown)
    text.append(_certificate(report))
    return text


def _claim(report: Report) -> str:
    spoken = ", ".join(report.options.dialects)
    return f"{report.rule} in the dialect {spoken}" if spoken else report.rule


def _append_diagnosis(text: Text, report: Report) -> None:
    for k, named in enumerate(_different(report.diagnosis)):
        text.append("\n  diagnosis: " if not k else "  or, not to be told from it: ")
        text.append(f"{named.title}", "bold")
        text.append(f" ({named.kind} {named.id}), on {named.cases} of {named.of} cases\n")
        if not k:
            text.append(_known_from(named))
            for line in _changes(named.diff):
                text.append(f"      {line}\n", "green" if line.startswith("+") else "red")
    for sentence in report.residual:
        text.append(f"\n  {sentence}")
    text.append("\n" if report.residual else "")


def _different(named: list[DiagnosisRecord]) -> list[DiagnosisRecord]:
    """Each change once: some are in the catalogue of pitfalls and in that of dialects."""
    first: dict[tuple[str, str], DiagnosisRecord] = {}
    for one in named:
        first.setdefault((one.diff, "" if one.diff else one.id), one)
    return list(first.values())


def _known_from(named: DiagnosisRecord) -> str:
    libraries = f" A convention of {', '.join(named.libraries)}." if named.libraries else ""
    return f"    {named.explanation}{libraries}\n" if named.explanation else ""


def _changes(diff: str) -> list[str]:
    """The lines of a diff that change something."""
    lines = [line for line in diff.splitlines() if not line.startswith(("+++", "---", "@@"))]
    return [line for line in lines if line.startswith(("+", "-"))]


def _append(
    text: Text, finding: FindingRecord, colour: str, word: str, shown: list[Scenario]
) -> None:
    text.append(f"\n  {finding.law}", f"bold {colour}")
    ratio = "" if finding.ratio is None else f", {finding.ratio:.3g} times the rounding error"
    text.append(f" ({word}{ratio})\n    {finding.message}\n")
    if finding.also:
        text.append(f"    the same case breaks: {', '.join(finding.also)}\n")
    if finding.scenario in shown:
        text.append(f"    in case {shown.index(finding.scenario) + 1}\n", "dim")
        return
    shown.append(finding.scenario)
    text.append(f"    case {len(shown)}:\n", "dim")
    for line in in_words(finding.scenario):
        text.append(f"      {line}\n", "dim")


def _certificate(report: Report) -> str:
    c = report.certificate
    lines = [
        f"\n  {len(c.laws)} laws on {c.cases} scenarios; {c.decided} comparisons decided, "
        f"{c.undecided} undecided; adapter {report.adapter}, seed {report.options.seed}"
    ]
    if report.formulation:
        lines.append(f"  judged by its own rounding: {report.formulation}")
    if report.unwritten:
        lines.append(f"  not implemented, it says, so not asked: {'; '.join(report.unwritten)}")
    if report.options.without:
        lines.append(f"  not promised, so not asked: {', '.join(report.options.without)}")
    if report.untouched:
        lines.append(f"  left as they are: {', '.join(report.untouched)} (--map ours=theirs)")
    lines += _sighted(report)
    lines += [f"  not applicable: {n.law} ({n.reason})" for n in c.not_applicable]
    return "\n".join(lines) + "\n"


def _sighted(report: Report) -> Iterator[str]:
    """What these scenarios would have seen."""
    known = report.certificate.pitfalls
    missed = f"; not {', '.join(known.missed)}" if known.missed else ""
    yield f"  {known.caught} of {known.known} known pitfalls would have been caught{missed}"
    for dtype in ("float64", "float32"):
        floors = [f for f in report.certificate.floors if f.dtype == dtype]
        if floors:
            each = ", ".join(f"{f.hyper} {f.epsilons or 'unseen'}" for f in floors)
            yield f"  smallest error seen, in machine epsilons of {dtype}: {each}"


def in_words(scenario: Scenario) -> Iterator[str]:
    """A scenario, one line for each thing in it."""
    for k, group in enumerate(scenario.groups):
        values = ", ".join(f"{name}={read(value)!r}" for name, value in group.items())
        where = f" of group {k}" if len(scenario.groups) > 1 else ""
        yield f"{scenario.rule}, {scenario.dtype}, hyper-parameters{where}: {values or 'defaults'}"
    for i, start in enumerate(scenario.parameters):
        yield f"parameter {i}{_place(scenario, start)}: {numbers(start.value)}"
    for k, event in enumerate(scenario.events):
        yield f"event {k}: {_event(event)}"


def extent(scenario: Scenario) -> str:
    """How large a scenario is, as in ``1 step, 1 element``."""
    return f"{_counted(scenario.steps, 'step')}, {_counted(scenario.size, 'element')}"


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _place(scenario: Scenario, start: Start) -> str:
    return f" (group {start.group})" if len(scenario.groups) > 1 else ""


def _event(event: Event) -> str:
    if isinstance(event, Step):
        given = "; ".join("None" if g is None else numbers(g) for g in event.gradients)
        times = f", {event.times} times" if event.times > 1 else ""
        return f"step with gradients {given}{times}"
    if isinstance(event, SetHyper):
        return f"set {event.name} = {read(event.value)!r}"
    if isinstance(event, Resume):
        return RESUMED[event.by]
    return HAPPENS.get(type(event), type(event).__name__)


def numbers(array: Array) -> str:
    """An array's shape and its first numbers."""
    shown = ", ".join(f"{float.fromhex(v):.6g}" for v in array.values[:8])
    more = ", …" if len(array.values) > 8 else ""
    return f"{array.shape} [{shown}{more}]"
