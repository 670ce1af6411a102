"""PyTorch's generic tests of an optimizer class, written anew, to compare what they cost.

PyTorch runs them on the inputs of ``torch.testing._internal.common_optimizers.optim_db``, which is
part of torch. The tests themselves, in its repository, are not installed with it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import Any

import torch
from torch.testing._internal import common_optimizers as inputs

from .torch_descent import Descent, Kwargs

# Numbers of steps of PyTorch's tests.
DESCENT, PRIMING, MATCHING, COMPLEX, COMPLEX_2D = 20, 10, 7, 3, 10

Test = Callable[["GenericTests"], None]


@dataclass
class GenericTests:
    """The inputs of PyTorch's tests for a class of torch."""

    kind: Any
    info: Any = field(init=False)

    def __post_init__(self) -> None:
        self.info = next(info for info in inputs.optim_db if info.optim_cls is self.kind)

    def plain(self) -> Iterator[Kwargs]:
        """Yield the arguments of the inputs without a code path."""
        for given in self.info.optim_inputs_func(device="cpu"):
            yield deepcopy(given.kwargs)

    def paths(self, *skip: str) -> Iterator[Kwargs]:
        """Yield the arguments of the inputs on every code path but those to skip."""
        collect = inputs._get_optim_inputs_including_global_cliquey_kwargs
        for given in collect("cpu", torch.float32, self.info, skip=("differentiable", *skip)):
            yield deepcopy(given.kwargs)


def goes_in_the_right_direction(tests: GenericTests) -> None:
    """Twenty steps decrease the loss, with and without schedulers and gaps in memory."""
    for kwargs in tests.plain():
        for spread in (False, True):
            for makers in ((), *tests.info.scheduler_inputs):
                _descend(Descent.start(tests.kind, kwargs, spread, makers), kwargs)


def groups_go_in_the_right_direction(tests: GenericTests) -> None:
    """Twenty steps with two parameter groups decrease the loss, with every scheduler."""
    for kwargs in tests.plain():
        for makers in ((), *tests.info.scheduler_inputs):
            model = Descent.start(tests.kind, kwargs)
            groups = [{"params": [model.weight]}, {"params": [model.bias], "lr": 0.01}]
            optimizer = tests.kind(groups, **deepcopy(dict(kwargs)))
            schedulers = [make(optimizer) for make in makers]
            _descend(replace(model, optimizer=optimizer, schedulers=schedulers), kwargs)


def _descend(descent: Descent, kwargs: Kwargs) -> None:
    before = descent.loss().item()
    descent.advance(DESCENT)
    after = descent.loss().item()
    assert after > before if kwargs.get("maximize") else after < before


def takes_a_tensor_as_lr(tests: GenericTests) -> None:
    """A learning rate in a tensor has the effect of a number."""
    for kwargs in tests.plain():
        lr = float(kwargs.get("lr", 1e-3))
        for shape in ((), (1,)):
            for makers in ((), *tests.info.scheduler_inputs):
                number = Descent.start(tests.kind, {**kwargs, "lr": lr}, makers=makers)
                held = {**kwargs, "lr": torch.full(shape, lr)}
                tensor = Descent.start(tests.kind, held, makers=makers)
                number.advance(DESCENT)
                tensor.advance(DESCENT)
                torch.testing.assert_close(number.weight, tensor.weight)


def code_paths_agree(tests: GenericTests) -> None:
    """Foreach and fused steps have the results of the loop."""
    data = torch.tensor([0.1, 0.2, 0.3, 0.4, 0.5, 0.6], dtype=torch.float64).reshape(3, 2)
    for kwargs in tests.plain():
        for path in set(tests.info.supported_impls) - {"differentiable"}:
            results = []
            for used in (False, True):
                torch.manual_seed(1)
                parts = (torch.nn.Linear(2, 3), torch.nn.Sigmoid(), torch.nn.Linear(3, 1))
                model = torch.nn.Sequential(*parts, torch.nn.Sigmoid()).to(torch.float64)
                arguments = {**deepcopy(dict(kwargs)), path: used}
                optimizer = tests.kind(model.parameters(), **arguments)
                for _ in range(MATCHING):
                    optimizer.zero_grad()
                    model(data).sum().backward()
                    optimizer.step()
                results.append(list(model.parameters()))
            torch.testing.assert_close(*results)


def complex_is_two_reals(tests: GenericTests) -> None:
    """A complex parameter moves like its real and imaginary parts."""
    for kwargs in tests.paths("fused"):
        torch.manual_seed(0)
        whole = torch.nn.Parameter(torch.randn(5, 5, dtype=torch.complex64))
        parts = torch.nn.Parameter(torch.view_as_real(whole.detach().clone()))
        optimizers = [tests.kind([p], **kwargs) for p in (whole, parts)]
        for _ in range(COMPLEX):
            whole.grad = torch.randn_like(whole)
            parts.grad = torch.view_as_real(whole.grad).clone()
            for optimizer in optimizers:
                optimizer.step()
            torch.testing.assert_close(torch.view_as_real(whole), parts)


def complex_descends_like_two_reals(tests: GenericTests) -> None:
    """A complex point of Rosenbrock's function moves like its real and imaginary parts."""
    for kwargs in tests.paths("fused"):
        torch.manual_seed(0)
        whole = torch.nn.Parameter(torch.randn(2, dtype=torch.complex64))
        parts = [torch.nn.Parameter(p.detach().clone()) for p in (whole.real, whole.imag)]
        optimizers = [tests.kind([whole], **kwargs), tests.kind(parts, **kwargs)]
        for _ in range(COMPLEX_2D):
            for optimizer, (x, y) in zip(optimizers, (whole, torch.complex(*parts)), strict=True):
                optimizer.zero_grad()
                ((1 - x) ** 2 + 100 * (y - x**2) ** 2).abs().backward()
                optimizer.step()


def state_is_saved(tests: GenericTests) -> None:
    """A loaded state, also from a file and without newer entries, continues in the same way."""
    for kwargs in tests.paths():
        descent = Descent.start(tests.kind, kwargs)
        for keep in (deepcopy, _through_file):
            descent.advance(PRIMING)
            twin = descent.copy(tests.kind, kwargs)
            twin.optimizer.load_state_dict(keep(descent.optimizer.state_dict()))
            descent.advance(PRIMING)
            twin.advance(PRIMING)
            assert descent.agrees_with(twin)
        older = descent.optimizer.state_dict()
        for flag in tests.info.not_og_supported_flags:
            for group in older["param_groups"]:
                group.pop(flag, None)
        descent.optimizer.load_state_dict(older)
        descent.advance(1)


def _through_file(saved: Any) -> Any:
    file = BytesIO()
    torch.save(saved, file)
    file.seek(0)
    return torch.load(file, weights_only=True)


def small_tests(tests: GenericTests) -> None:
    """No step without a gradient or for zero gradients; hooks, copies and printing work."""
    for kwargs in tests.paths():
        descent = Descent.start(tests.kind, kwargs)
        optimizer, before = descent.optimizer, descent.weight.detach().clone()
        optimizer.step()
        assert torch.equal(before, descent.weight)
        plain = Descent.start(tests.kind, {**kwargs, "weight_decay": 0})
        for p in (plain.weight, plain.bias):
            p.grad = torch.zeros_like(p)
        plain.optimizer.step()
        assert torch.equal(before, plain.weight)
        seen: list[str] = []
        optimizer.register_step_pre_hook(lambda *_, seen=seen: seen.append("before"))
        optimizer.register_step_post_hook(lambda *_, seen=seen: seen.append("after"))
        descent.advance(1)
        gradient = descent.weight.grad.clone()
        optimizer.step()
        assert torch.equal(gradient, descent.weight.grad)
        assert seen == ["before", "after"] * 2
        assert repr(optimizer)
        twin = deepcopy(optimizer)
        assert _public_attributes(twin) == _public_attributes(optimizer)


def _public_attributes(optimizer: Any) -> set[str]:
    return {name for name in vars(optimizer) if not name.startswith("_")}


TESTS: tuple[Test, ...] = (
    goes_in_the_right_direction,
    groups_go_in_the_right_direction,
    takes_a_tensor_as_lr,
    code_paths_agree,
    complex_is_two_reals,
    complex_descends_like_two_reals,
    state_is_saved,
    small_tests,
)


def measure_generic_tests(kind: Any) -> float:
    """Return the CPU seconds of all tests on a class of torch, after one step of it."""
    tests = GenericTests(kind)
    Descent.start(kind, {}).advance(1)
    start = time.process_time()
    for test in TESTS:
        test(tests)
    return time.process_time() - start
