"""``rule new``: a commented rule to start from, and its test."""

from __future__ import annotations

from pathlib import Path

from ..errors import WrongUse

RULE = '''"""{name}: one sentence that says what it does. Source: authors, title, year."""

import numpy as np

import optimcore


@optimcore.rule(
    # Hyper-parameters with their defaults. The range follows from a usual name (lr, betas, beta1,
    # momentum, eps, weight_decay, ...); otherwise a descriptor says what it is, as in
    # alpha=optimcore.nonnegative(5.0), optimcore.positive(1.0), optimcore.count(100).
    lr=1e-3,
    betas=(0.9, 0.999),
    eps=1e-8,
    weight_decay=0.0,
    # The names of the state arrays, which start as zeros.
    moments=("m", "v"),
    # What follows from all parameters together, such as a norm of all gradients, is computed by a
    # function: shared=FUNCTION. See "Write a rule that sees all parameters" in the documentation.
    # If the model is evaluated at another point: shown=FUNCTION. See "Write a rule that is
    # evaluated at another point".
)
def {name}(theta, g, s, t, h):
    """Return the new parameter and the new state.

    theta is one parameter, g its gradient, s its state, t its step count from 1, and h has the
    hyper-parameters. Nothing is changed in place: the same source also runs on balls, numbers with
    rounding bounds, which know arithmetic and the usual functions of NumPy.
    """
    beta1, beta2 = h.betas
    m = beta1 * s["m"] + (1 - beta1) * g
    v = beta2 * s["v"] + (1 - beta2) * g * g
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    theta = theta - h.lr * h.weight_decay * theta
    return theta - h.lr * m_hat / (np.sqrt(v_hat) + h.eps), {{"m": m, "v": v}}
'''

TEST = '''"""Optimizers can be judged by the rule in {name}.py, and one that follows it conforms."""

from pathlib import Path

from conformance import check
from conformance.operations.rule_check import check_rule

RULE = f"{{Path(__file__).with_name('{name}.py')}}:{name}"


def test_the_rule_is_sound():
    assert check_rule(RULE).problems == []


def test_the_rule_conforms_to_itself():
    # Put your optimizer here: a class, "module:Class" or "path/file.py:Class".
    from {name} import {name}

    assert check({name}, rule=RULE, examples=20).verdict == "conforms"
'''


def write_skeleton(name: str, folder: Path = Path()) -> list[Path]:
    """Write the rule and its test, and return their paths.

    Raises:
        WrongUse: The name is no identifier, or one of the files is there already.
    """
    if not name.isidentifier():
        raise WrongUse(
            f"{name!r} is not an identifier of Python, so it cannot be the name of a rule. Give a "
            "name such as my_rule."
        )
    files = {folder / f"{name}.py": RULE, folder / f"test_{name}.py": TEST}
    for path in files:
        if path.exists():
            raise WrongUse(f"{path} is there already, so nothing was written. Give another name.")
    for path, text in files.items():
        path.write_text(text.format(name=name), encoding="utf-8")
    return list(files)
