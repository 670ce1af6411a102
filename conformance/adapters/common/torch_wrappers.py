"""Base of the adapters for wrappers over torch optimizers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any

from properties.subjects.driver import BuildSpec, Driver
from properties.subjects.hyper_names import HyperNames
from properties.subjects.torch_driver import TorchDriver, is_torch_available

from ...targets.resolve import Target
from ..torch import TORCH
from .adapter import Adapter, first_parameter_named, reject_all
from .script_support import LOOKS, ScriptSupport, script_template

ONE_MODEL = dict.fromkeys(("groups", "add group"), "the adapter passes one model")


def make_wrapper_adapter(
    name: str,
    summary: str,
    parameter_names: Collection[str],
    convert_parameters: Callable[[Any], Any],
    unsupported: Mapping[str, str] = ONE_MODEL,
) -> Adapter:
    """Build the adapter for wrappers whose first argument has one of the names ``parameter_names``.

    Args:
        name: Name of the adapter.
        summary: One line for ``conformance list adapters``.
        parameter_names: Names of the first argument.
        convert_parameters: Converts the tensors to what the wrapper takes.
        unsupported: Capabilities lacking in addition to those of torch's optimizers.
    """

    def build(target: Target, names: HyperNames, spec: BuildSpec) -> Driver:
        return TorchDriver(
            lambda params, **hyper: target.thing(convert_parameters(params), **hyper), names, spec
        )

    return replace(
        TORCH,
        name=name,
        summary=summary,
        build=build,
        recognizes=lambda target: (
            first_parameter_named(target, parameter_names)
            and target.uses("torch")
            and is_torch_available()
        ),
        may_accept=reject_all,
        unsupported=lambda target: {**TORCH.unsupported(target), **unsupported},
        has_group_entries=False,
        script=ScriptSupport(script_template(name), LOOKS, memory=True),
    )
