"""Check the values that a user gives with ``--hyper`` and ``--assume``."""

from __future__ import annotations

from collections.abc import Mapping
from inspect import Parameter
from numbers import Real
from typing import Any

from properties.subjects.hyper_names import GROUP

from ..errors import WrongUse


def check_fixed_values(
    fixed: Mapping[str, Any], arguments: Mapping[str, Parameter], takes_any: bool
) -> None:
    """Check that the arguments exist, and that the values have the types of the defaults.

    Args:
        fixed: The values, by argument.
        arguments: The arguments of the subject; if there are none, they are unknown.
        takes_any: Whether it has ``**kwargs``.

    Raises:
        WrongUse: An argument does not exist, or has a value of another type.
    """
    for name, value in fixed.items():
        if name.startswith(GROUP) or not arguments:
            continue
        if name not in arguments:
            if takes_any:
                continue
            raise WrongUse(
                f"hyper {name}={value!r}: the optimizer has no argument {name!r}, so the value "
                f"cannot be passed. Its arguments are: {', '.join(arguments)}."
            )
        default = arguments[name].default
        if wanted := _name_of_other_type(value, default):
            raise WrongUse(
                f"hyper {name}={value!r} is a string, but the default of {name!r} is {wanted} "
                f"({default!r}), so the value cannot be passed. Write one such as "
                f"--hyper {name}={default!r}."
            )


def check_assumed_value(name: str, value: Any, default: Any) -> None:
    """Check that the value of a hard-coded hyper-parameter has the form of the rule's default.

    Raises:
        WrongUse: It has another type, or another number of elements.
    """
    if default is None or value is None or _has_form(value, default):
        return
    raise WrongUse(
        f"assume {name}={value!r}: {name} is {_describe_form(default)} in the rule, so no "
        f"optimizer has this value. Write one such as --assume {name}={default!r}."
    )


def _has_form(value: Any, default: Any) -> bool:
    if isinstance(default, bool | str):
        return isinstance(value, type(default))
    if isinstance(default, tuple | list):
        return (
            isinstance(value, tuple | list)
            and len(value) == len(default)
            and all(one is None or _is_number(one) for one in value)
        )
    return _is_number(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)


def _describe_form(default: Any) -> str:
    if isinstance(default, bool):
        return "True or False"
    if isinstance(default, tuple | list):
        return f"a sequence of {len(default)} numbers"
    return "a string" if isinstance(default, str) else "a number"


def _name_of_other_type(value: Any, default: Any) -> str:
    """What the default is where the value is a string and the default is not; else empty."""
    kinds = ((bool, "True or False"), (int | float, "a number"), (tuple | list, "a sequence"))
    if not isinstance(value, str):
        return ""
    return next((words for kind, words in kinds if isinstance(default, kind)), "")
