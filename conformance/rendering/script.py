"""Render a Python script that shows a finding and needs only NumPy and the subject's library."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..errors import WrongUse
from ..records.calls import Calls

if TYPE_CHECKING:
    from jinja2 import Environment

# Constructors of arrays from NumPy arrays, by library.
ARRAY_CONSTRUCTORS = {"numpy": "np.array", "torch": "torch.from_numpy", "jax": "jnp.asarray"}


@dataclass(frozen=True)
class ScriptContent:
    """What a script contains.

    Attributes:
        template: Name of the template, which extends ``script.py.j2``.
        package: The package that contains the template.
        requires: Packages that the script needs in addition to NumPy and the optimizer.
        imports_target: Whether the script imports the target; else it starts the command.
        calls: How the target is called.
        rule: Name of the rule.
        name: The name of the optimizer in the script's docstring.
        command: The words of the command that starts a program.
        place: The module, or the path of the file, of the target.
        attribute: The target's name there.
        dtype: The precision.
        arguments: Arguments of the constructor.
        entries: Entries of the parameter group.
        starts: Shape and hexadecimal values of each parameter.
        events: Kind of each event, what it is given, and how often it is repeated.
        of_gradients: Whether the script compares gradients before and after each step.
        of_layout: Whether the parameters are not contiguous.
        expected: Event, parameter, expected values and radii of each frame that is compared.
        threshold: The error at which a value is wrong, in units of the radius.
    """

    template: str
    package: str
    requires: Sequence[str]
    imports_target: bool
    calls: Calls
    rule: str
    name: str
    command: Sequence[str]
    place: str
    attribute: str
    dtype: str
    arguments: Mapping[str, Any]
    entries: Mapping[str, Any]
    starts: Sequence[Any]
    events: Sequence[Any]
    of_gradients: bool
    of_layout: bool
    expected: Sequence[Any]
    threshold: float


def render_script(content: ScriptContent) -> str:
    """Render a script.

    Raises:
        WrongUse: The name of the method is no name.
    """
    calls = content.calls
    place, _, parameter_class = calls.parameter_class.rpartition(":")
    return (
        script_environment(content.package)
        .get_template(content.template)
        .render(
            name=content.name,
            rule=content.rule,
            requires=content.requires,
            imports_target=content.imports_target,
            arrays=calls.arrays,
            made=ARRAY_CONSTRUCTORS.get(calls.arrays, ""),
            method=_require_name(calls.method),
            gradients_first=calls.gradients_first,
            keywords=[_require_name(name) for name in calls.keywords],
            command=repr(content.command),
            parameter_place=repr(place or content.place),
            parameter_class=repr(parameter_class),
            parameter_arguments=repr(calls.parameter_arguments),
            wraps_gradients=calls.wraps_gradients,
            requires_closure=calls.requires_closure,
            configuration=repr(calls.config_argument) if calls.config_argument else "",
            place=repr(content.place),
            attribute=repr(content.attribute),
            dtype=repr(content.dtype),
            arguments=repr(content.arguments),
            entries=repr(content.entries) if content.entries else "",
            starts=repr(content.starts),
            events=repr(content.events),
            has_looks=any(what == "look" for what, _, _ in content.events),
            of_gradients=content.of_gradients,
            of_layout=content.of_layout,
            expected=repr(content.expected),
            threshold=content.threshold,
        )
    )


def _require_name(method: str) -> str:
    """Require the name of a method, which is written into the script as code, to be a name."""
    if method and not method.isidentifier():
        raise WrongUse(
            f"The capsule names the method {method!r}, which is not a name, so there is no script. "
            "Use a capsule that check --capsules wrote."
        )
    return method


def script_environment(package: str) -> Environment:
    """Build the environment in which the script templates of a package are rendered."""
    # Imported here, because only few runs write a script.
    from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

    # Values of a capsule are written as Python literals, so that none is run as code.
    return Environment(
        loader=ChoiceLoader([PackageLoader(package, ""), PackageLoader("conformance.rendering")]),
        autoescape=False,  # noqa: S701 - Python, not markup
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
