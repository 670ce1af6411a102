"""Groups that get the arguments of the constructor where a state is loaded are named."""

from __future__ import annotations

from typing import Any

import pytest

from properties.scenarios.encoding import encode_hyper
from properties.scenarios.model import Resume

from .torch_adam import Adam, name_of, scenario, steps

GROUPS = ({"lr": encode_hyper(0.25)}, {"lr": encode_hyper(0.5)})
OTHER = {"lr": encode_hyper(0.125)}

CASES = (
    scenario(*steps((), ()), Resume(), *steps((), ()), groups=GROUPS),
    scenario(*steps((), parameters=1), Resume(OTHER), *steps((), parameters=1), parameters=1),
    scenario(*steps(()), Resume(OTHER), *steps(()), groups=GROUPS),
    scenario(*steps(()), Resume(), *steps((), (), ()), groups=GROUPS),
)


class Arguments(Adam):
    """All groups get the arguments of the constructor."""

    def load_state_dict(self, saved: Any) -> None:
        super().load_state_dict(saved)
        for group in self.param_groups:
            group.update(self.defaults)


class OwnGroups(Adam):
    """Each group keeps the values that it was constructed with."""

    def load_state_dict(self, saved: Any) -> None:
        kept = [{n: v for n, v in g.items() if n != "params"} for g in self.param_groups]
        super().load_state_dict(saved)
        for group, own in zip(self.param_groups, kept, strict=True):
            group.update(own)


@pytest.mark.parametrize(
    ("kind", "name"),
    [(Arguments, "constructor-arguments-after-loading"), (OwnGroups, "hyper-not-restored")],
)
def test_what_a_group_has_after_loading_is_named(kind: type[Adam], name: str) -> None:
    assert name_of(kind, "resume-elsewhere", *CASES, more="resume groups parameters") == name
