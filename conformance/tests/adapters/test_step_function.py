"""Step functions as they are taught: what is state, and what comes back, is found out by trials."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance import SubjectOptions
from conformance.adapters import AdaptedSubject
from conformance.errors import CannotRun, WrongUse
from conformance.rendering.terminal.report import render_report
from conformance.subjects.selection import find_subject
from conformance.targets.resolve import resolve
from conformance.tests.checked_sources import check_source
from conformance.tests.fixture_types import WriteSubject
from properties.generation.corpus import supported_scenarios
from properties.laws import Trial, laws
from properties.rules.registry import rules

# Elements of the scenarios of the corpus that are used, and their number.
SMALL, CASES = 10, 6

FORMULA = """
    m = b1 * m + (1 - b1) * g
    v = b2 * v + (1 - b2) * g**2
    w = w - lr * (m / (1 - b1**t)) / (np.sqrt(v / (1 - b2**t)) + eps)
"""
HYPER = "lr=1e-3, b1=0.9, b2=0.999, eps=1e-8"
HEAD = "import numpy as np\n\n"
IN_PLACE = FORMULA.replace("m = b1", "m[...] = b1").replace("v = b2", "v[...] = b2").replace(
    "w = w", "w[...] = w"
)  # fmt: skip
CONFIG = """
def adam(w, dw, config=None):
    config = {} if config is None else config
    for name, value in [("learning_rate", 1e-3), ("beta1", 0.9), ("beta2", 0.999),
                        ("epsilon", 1e-8), ("m", np.zeros_like(w)), ("v", np.zeros_like(w)),
                        ("t", 0)]:
        config.setdefault(name, value)
    config["t"] += 1
    b1, b2, t = config["beta1"], config["beta2"], config["t"]
    config["m"] = b1 * config["m"] + (1 - b1) * dw
    config["v"] = b2 * config["v"] + (1 - b2) * dw**2
    step = config["m"] / (1 - b1**t) / (np.sqrt(config["v"] / (1 - b2**t)) + config["epsilon"])
    return w - config["learning_rate"] * step, config
"""
LISTS = """
def adam(params, grads, ms, vs, t, lr=1e-3, b1=0.9, b2=0.999, eps=1e-8):
    for w, g, m, v in zip(params, grads, ms, vs):
        m *= b1
        m += (1 - b1) * g
        v *= b2
        v += (1 - b2) * g**2
        w -= lr * m / (1 - b1**t) / (np.sqrt(v / (1 - b2**t)) + eps)
"""
FILLED = """
def adam(params, grads, state, lr=1e-3, b1=0.9, b2=0.999, eps=1e-8):
    if not state:
        state.update(t=0, m=[0.0 for _ in params], v=[0.0 for _ in params])
    state["t"] += 1
    t, moved = state["t"], []
    for k, (w, g) in enumerate(zip(params, grads)):
        m = state["m"][k] = b1 * state["m"][k] + (1 - b1) * g
        v = state["v"][k] = b2 * state["v"][k] + (1 - b2) * g**2
        moved.append(w - lr * (m / (1 - b1**t)) / (np.sqrt(v / (1 - b2**t)) + eps))
    return moved, state
"""
FORMS = {
    "count from 1": f"def adam(w, g, m, v, t, {HYPER}):{FORMULA}    return w, m, v\n",
    "count from 0": f"def adam(w, g, m, v, t, {HYPER}):\n    t += 1{FORMULA}    return w, m, v\n",
    "count comes back": f"def adam(w, g, m, v, t, {HYPER}):\n    t += 1{FORMULA}"
    "    return w, m, v, t\n",
    "other order": f"def adam(g, w, t, v, m, lr, b1, b2, eps):{FORMULA}    return m, v, w\n",
    "new names": f"def adam(w, g, m, v, t, {HYPER}):{FORMULA}    new_w, new_m, new_v = w, m, v\n"
    "    return new_v, new_w, new_m\n",
    "no names": f"def adam(w, g, m, v, t, {HYPER}):{FORMULA}    return w + 0, m + 0, v + 0\n",
    "in place": f"def adam(w, g, m, v, t, {HYPER}):{IN_PLACE}",
    "in place, count comes back": f"def adam(w, g, m, v, t, {HYPER}):\n    t += 1{IN_PLACE}"
    "    return t\n",
    "optional state": f"def adam(w, g, m=None, v=None, t=1, {HYPER}):\n"
    f"    m = 0.0 if m is None else m\n    v = 0.0 if v is None else v{FORMULA}"
    "    return w, m, v\n",
    "dictionary": CONFIG,
    "dictionary without defaults": CONFIG.replace("config=None", "config").replace(
        "config.setdefault(name, value)", "config[name]"
    ),
    "lists": LISTS,
    "an empty dictionary to be filled": FILLED,
    "an empty dictionary to be filled, parameters alone come back": FILLED.replace(
        "return moved, state", "return moved"
    ),
}  # fmt: skip


def judge(path: Path, name: str = "adam", state: str = "") -> tuple[bool, AdaptedSubject]:
    """Whether a function agrees with its rule on scenarios of the corpus, and the subject."""
    subject, rule = find_subject(
        resolve(f"{path}:{name}"), rules()[name], SubjectOptions(state=state)
    )
    scenarios = [s for s in supported_scenarios(rule, subject.capabilities) if s.size < SMALL]
    law = laws()["agreement"]
    found = [law.judge(Trial(rule, subject, one)) for one in scenarios[:CASES]]
    assert any(one and one.decided for one in found)
    return not any(one and one.is_broken for one in found), subject


@pytest.mark.parametrize("form", FORMS)
def test_a_correct_step_function_conforms(write_subject: WriteSubject, form: str) -> None:
    agrees, subject = judge(write_subject(HEAD + FORMS[form]))
    assert agrees
    assert subject.adapter_name == "step-function"
    assert {"lr", "betas", "eps"} <= subject.capabilities.hyper
    assert any("is the parameter" in sentence for sentence in subject.assumptions)


@pytest.mark.parametrize("form", FORMS)
def test_a_wrong_step_function_diverges(write_subject: WriteSubject, form: str) -> None:
    agrees, _ = judge(write_subject(HEAD + FORMS[form].replace("1 - b1**t", "1 - b2**t")))
    assert not agrees


def test_state_that_does_not_come_back_is_a_finding(write_subject: WriteSubject) -> None:
    agrees, _ = judge(write_subject(HEAD + FORMS["count from 1"].replace("w, m, v\n", "w\n")))
    assert not agrees


def test_a_function_that_returns_the_velocity_and_works_in_place(
    write_subject: WriteSubject,
) -> None:
    source = "def sgd(w, dw, u, lr=1e-3, momentum=0.0):\n"
    source += "    u = momentum * u + dw\n    w -= lr * u\n    return u\n"
    agrees, subject = judge(write_subject(source), "sgd")
    assert agrees
    assert "it returns u" in subject.assumptions


def test_the_state_can_be_given(write_subject: WriteSubject) -> None:
    source = "def sgd(w, g, q=0.0, lr=1e-3, momentum=0.0):\n"
    source += "    q = momentum * q + g\n    return w - lr * q, RETURNED\n"
    assert judge(write_subject(source.replace("RETURNED", "q")), "sgd")[0]
    path = write_subject(source.replace("RETURNED", "q + 0 * g"))
    with pytest.raises(CannotRun, match="what comes back is not understood"):
        judge(path, "sgd")
    assert judge(path, "sgd", "q")[0]


def test_the_first_count_can_be_given(write_subject: WriteSubject) -> None:
    agrees, subject = judge(write_subject(HEAD + FORMS["count from 1"]), state="m,v,t=2")
    assert not agrees
    assert any("from 2" in sentence for sentence in subject.assumptions)


ADAGRAD = (
    "import numpy as np\n\n"
    "def adagrad(x, grad, NAME, lr=1e-2, eps=1e-10):\n"
    "    NAME = NAME + grad**2\n"
    "    return x - lr * grad / (np.sqrt(NAME) + eps), NAME\n"
)


@pytest.mark.parametrize(
    "name",
    ["acc_grad", "grad_avg", "sum_grad", "avg_sq_grad", "grad_sq", "gradSquared", "sumgrads", "g2",
     "prev_grad", "grad_history"],
)  # fmt: skip
@pytest.mark.parametrize("default", ["", "=None"], ids=["required", "optional"])
def test_an_average_or_sum_of_gradients_is_state(
    write_subject: WriteSubject, name: str, default: str
) -> None:
    source = ADAGRAD.replace("NAME,", f"{name}{default},", 1)
    if default:
        source = source.replace("    NAME =", "    NAME = 0 if NAME is None else NAME\n    NAME =")
    agrees, subject = judge(write_subject(source.replace("NAME", name)), "adagrad")
    assert agrees
    sentences = list(subject.assumptions)
    assert any("grad the gradient" in one for one in sentences)
    assert any(f"its state is {name}" in one for one in sentences)


@pytest.mark.parametrize("name", ["avg_grad", "clipped_grad", "dgrad", "grad_w"])
def test_the_only_gradient_is_that_of_the_step(write_subject: WriteSubject, name: str) -> None:
    source = f"def sgd(w, {name}, lr=1e-3):\n    return w - lr * {name}\n"
    assert judge(write_subject(source), "sgd")[0]


def test_of_two_gradients_the_one_that_is_declared_is_state(write_subject: WriteSubject) -> None:
    source = ADAGRAD.replace("NAME", "other_grad")
    with pytest.raises(WrongUse, match="which are not understood") as error:
        judge(write_subject(source), "adagrad")
    assert "--hyper" not in str(error.value)
    assert judge(write_subject(source), "adagrad", "other_grad")[0]


PRODUCT = (
    "def sgd(w, g, NAME, lr=1e-3, weight_decay=0.0):\n"
    "    NAME = NAME * 0.5\n"
    "    return w - lr * (g + weight_decay * w) * NAME / NAME, NAME\n"
)


def test_the_number_at_which_a_state_starts_can_be_given(write_subject: WriteSubject) -> None:
    path = write_subject(PRODUCT.replace("NAME", "q"))
    agrees, subject = judge(path, "sgd", "q=0.25")
    assert agrees
    assert any("q (at first 0.25)" in sentence for sentence in subject.assumptions)


def test_a_product_starts_at_1(write_subject: WriteSubject) -> None:
    agrees, subject = judge(write_subject(PRODUCT.replace("NAME", "mu_product")), "sgd")
    assert agrees
    assert any("mu_product (at first 1)" in sentence for sentence in subject.assumptions)


def test_the_class_that_is_shown_comes_without_the_state_that_was_given(
    write_subject: WriteSubject,
) -> None:
    source = HEAD + FORMS["count from 1"].replace("return w, m, v", 'return {"w": w}, "m"')
    with pytest.raises(CannotRun) as raised:
        judge(write_subject(source), state="m,v,t")
    assert "Say which arguments" not in str(raised.value)


@pytest.mark.parametrize(
    ("state", "reason"),
    [("ms,q", "no argument 'q'"), ("t=x", "t=1"), ("t=nan", "t=1"), ("ms,vs,t=1.5", "whole")],
)
def test_a_state_that_cannot_be_is_wrong_use(
    write_subject: WriteSubject, state: str, reason: str
) -> None:
    with pytest.raises(WrongUse, match=reason):
        judge(write_subject(HEAD + FORMS["lists"]), state=state)


def test_where_nothing_fits_a_class_is_shown_that_does(write_subject: WriteSubject) -> None:
    source = HEAD + FORMS["count from 1"].replace("return w, m, v", 'return {"w": w}, "m"')
    with pytest.raises(CannotRun) as raised:
        judge(write_subject(source))
    message = str(raised.value)
    assert "what comes back is not understood: tuple of dict, str" in message
    shown = message[message.index("  class Adam:") :].splitlines()
    fitting = HEAD + FORMS["count from 1"] + "\n".join(line[2:] for line in shown)
    target = resolve(f"{write_subject(fitting)}:Adam")
    assert find_subject(target, rules()["adam"])[0].adapter_name == "handed-arrays"


def test_the_report_has_the_state_and_what_was_assumed(write_subject: WriteSubject) -> None:
    source = "def sgd(w, g, lr=1e-3):\n    return w - lr * g\n"
    report = check_source(write_subject, source, "sgd")
    assert report.verdict == "conforms"
    assert report.assumptions[-1] == "it returns w"
    assert any("it returns w" in line for line in render_report(report).plain.splitlines())


def test_the_class_that_is_shown_has_the_state_that_the_function_needs(
    write_subject: WriteSubject,
) -> None:
    source = FILLED.replace("return moved, state", "raise RuntimeError('not yet')")
    with pytest.raises(CannotRun) as error:
        judge(write_subject(HEAD + source))
    assert "self.state = {}" in str(error.value)
    assert "pass" not in str(error.value).split("def step")[1]


RETURNED = """
def sgd(w, g, m, t, scale=1.0, lr=0.1, beta1=0.9):
    m = beta1 * m + (1 - beta1) * g
    return w - lr * scale * (m / (1 - beta1 ** t)), m, t + 1, scale
"""


def test_a_number_that_is_taken_by_default_and_returned_is_state(
    write_subject: WriteSubject,
) -> None:
    """The count starts at 1, because NumPy divides by 0 where it starts at 0."""
    _, subject = judge(write_subject(RETURNED), "sgd")
    assert any("scale (at first 1" in sentence for sentence in subject.assumptions)
    assert any("from 1" in sentence for sentence in subject.assumptions)
