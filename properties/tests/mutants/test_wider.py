"""Changes that only the diagnosis uses: each is made from a small function, and names a subject."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

import numpy as np
import pytest

from properties.diagnosis.candidates.candidate import Candidate
from properties.diagnosis.candidates.cases import gather_cases
from properties.diagnosis.candidates.one_edit import one_edit_candidates
from properties.generation.families import small_scenarios
from properties.generation.sampling import sample_scenarios
from properties.mutants import Mutant, MutantSubject, catalogue, mutants, wider_changes
from properties.mutants.operator import wider_operators, wider_rewrites
from properties.mutants.rule_source import RuleFunction, RuleSource
from properties.mutants.scope import scopes_of
from properties.mutants.source_change import in_usual_style
from properties.mutants.tree import expressions_of, unparse
from properties.rules.declared_defaults import write_declared_defaults
from properties.rules.patched_package import build_variant
from properties.rules.registry import Rule, optimizers, rules
from properties.rules.source_edits import Edit, can_apply_edits
from properties.subjects.optimcore_subject import CoreSubject
from properties.subjects.trajectory import Trajectory

assert catalogue  # importing it registers the operators

SOURCE = """
def update(theta, g, s, t, h):
    beta1, beta2 = h.betas
    size = np.sum(g ** 2)
    norm = np.sqrt(sum(np.sum(x * x) for x in (g, theta)))
    for k, beta in enumerate(h.betas):
        total = beta * s["v"] - g
    peak = np.max(g, axis=-1, keepdims=True)
    lower = 1 - 1 / (h.eps * t + 1)
    upper = 1 + 1 / (h.eps * t)
    mask = np.where(g > 0, 1.0, 0.0)
    if t == 1:
        v = size
        m = g / (np.sqrt(v) + h.eps) + h.weight_decay * theta
    else:
        v = beta2 * s["v"] + (1 - beta2) * size
        m = beta1 * s["m"] + g / (np.sqrt(v) + h.eps) + h.weight_decay * theta
    step = (m + h.weight_decay * theta) / (np.sqrt(v) + h.eps)
    return theta * (1 - h.lr * h.weight_decay) - h.lr * mask * step, {"m": m, "v": v}
"""

# For each operator and rewrite, lines that some changed function has.
OPERATORS: dict[str, tuple[str, ...]] = {
    "term outside of a fraction": (
        "step = m / (np.sqrt(v) + h.eps) + h.weight_decay * theta",
    ),
    "term inside of a fraction": (
        "m = (g + h.weight_decay * theta) / (np.sqrt(v) + h.eps)",
    ),
    "weight of an average": (
        'total = beta * s["v"] - (1 - beta) * g',
        'm = beta1 * s["m"] + (1 - beta1) * (g / (np.sqrt(v) + h.eps) + h.weight_decay * theta)',
    ),
    "factor of another product": (
        'return (theta * (1 - h.lr * h.weight_decay * mask) - h.lr * mask * step, '
        '{"m": m, "v": v})',
    ),
    "sum or mean": ("size = np.mean(g ** 2)",),
    "norm of all parameters": ("norm = max((np.max(np.abs(x)) for x in (g, theta)))",),
    "term from the second step on": (
        'total = beta * s["v"] - g if t > 1 else beta * s["v"]',
        "step = (m + h.weight_decay * theta if t > 1 else m) / (np.sqrt(v) + h.eps)",
    ),
    "axes or extremum": ("peak = np.min(g, axis=-1, keepdims=True)",),
}  # fmt: skip
REWRITES: dict[str, tuple[str, ...]] = {
    "number of a statement": ('v = beta1 * s["v"] + (1 - beta1) * size',),
    "numbers exchanged": ("lower = 1 - 1 / (h.lr * t + 1)", "upper = 1 + 1 / (h.lr * t)"),
    "factor everywhere": (
        "lower = 1 - 1 / (h.eps * h.lr * t + 1)", "upper = 1 + 1 / (h.eps * h.lr * t)",
    ),
    "part of another formula": ("upper = 1 + 1 / (h.eps * t + 1)",),
    "decay once more": ("theta = theta * (1 + h.lr * h.weight_decay)",),
    "first step as later ones": ('v = beta2 * s.get("v", 0.0) + (1 - beta2) * size',),
    "both branches": (
        "m = (1 - beta1) * (g / (np.sqrt(v) + h.eps) + h.weight_decay * theta)",
        'm = beta1 * s["m"] + (1 - beta1) * (g / (np.sqrt(v) + h.eps) + h.weight_decay * theta)',
    ),
}  # fmt: skip

# For each of those that need more than the function above, a rule, and lines of a change of it.
OF_RULES: dict[str, tuple[str, tuple[str, ...]]] = {
    "parameter of the first step": ("sgd", ("g = g + h.weight_decay * first_theta",)),
    "factor of one term": (
        "lamb",
        (
            "return (theta - h.lr * (trust * (m_hat / (np.sqrt(v_hat) + h.eps)) + "
            'h.weight_decay * theta), {"m": m, "v": v})',
        ),
    ),
    "float32 for the dtype": ("adafactor", ("eps1 = float(np.finfo(np.float32).eps)",)),
    "momentum of the gradients": (
        "rmsprop", ('g = h.momentum * s.get("b", 0.0) + g', 'kept["b"] = g'),
    ),
    "factor of a whole bound": (
        "adamax", ('u = beta2 * np.maximum(s["u"], np.abs(g) + h.eps)',),
    ),
    "function applied earlier": (
        "adam",
        (
            "v_hat = np.sqrt(v) / (1 - beta2 ** t)",
            "return (theta - h.lr * m_hat / (v_hat + h.eps), kept)",
        ),
    ),
    "state only where a branch is taken": (
        "radam", ('return (theta - move, {"m": m, "v": v if rho > 5 else s["v"]})',),
    ),
    "further place of eps": (
        "adadelta",
        ("delta = np.sqrt(s[\"u\"] + h.eps) / np.maximum(np.sqrt(v), h.eps) * g",),
    ),
    "law of the decay with the step count": (
        "adagrad",
        ("lr = h.lr * (1 - h.lr_decay) ** (t - 1)",),
    ),
    "function after an operation": (
        "adopt", ('scaled = g / np.sqrt(np.maximum(s["v"], h.eps))',),
    ),
    "function before an operation": (
        "nadam", ("scale = np.sqrt(v) / np.sqrt(1 - beta2 ** t) + h.eps",),
    ),
    "last change of the parameter earlier": (
        "adan",
        ("theta = theta / (1 + h.lr * h.weight_decay)",
         'theta = theta - h.lr * u / (np.sqrt(s["n"]) + h.eps)', "return (theta, s)"),
    ),
    "step only where a branch is taken": (
        "lars", ("if not (size > 0 and slope > 0):", "return theta, s"),
    ),
    "power for a running product": ("nadam", ("product = mu ** t",)),
    "base without brackets": (
        "asgd",
        ('return theta, {"ax": ax, "eta": h.lr / (1 + h.lambd * h.lr * t ** h.alpha)}',),
    ),
    "powers of a decay rate for a running product": (
        "nadam",
        ("product = beta1 ** t",
         "theta = theta - h.lr * mu_next / (1 - beta1 ** (t + 1)) * m / scale"),
    ),
    "norm over an axis": (
        "muon", ("x = u / np.maximum(np.linalg.norm(u, axis=-1, keepdims=True), h.eps)",),
    ),
    "starting value": (
        "yogi", ('m = average(h.initial_accumulator_value if t == 1 else s["m"], g, beta1)',),
    ),
    "two entries in one array": ("adam", ("v = average(m, g * g, beta2)", "m = v")),
    "one number for an array": ("adam", ('v = average(s["v"], np.mean(g * g), beta2)',)),
    "other root": ("adagrad", ('return (theta - lr * g / (v ** (1 / 3) + h.eps), {"v": v})',)),
    "step count put in": (
        "adagrad", ('return (theta - lr * g / (np.sqrt(v / t) + h.eps), {"v": v})',),
    ),
    "power of the step count": (
        "adamw", ("theta = theta * (1 - h.lr * h.weight_decay) ** t",),
    ),
    "function of each term": (
        "lion", ('u = average(np.sign(s["m"]), np.sign(g), beta1) + h.weight_decay * theta',),
    ),
    "factor applied later": (
        "rmsprop", ("move = g", "move = move / (np.sqrt(spread) + h.eps)"),
    ),
    "look-ahead put in": ("rmsprop", ("newest = move", "move = h.momentum * move + newest")),
    "kept after a change": ("adam", ('kept["v"] = v',)),
    "one branch": ("radam", ("else:", "move = h.lr * m")),
    "further form of the decay": ("rmsprop", ("move = move + h.weight_decay * theta",)),
    "computed again": ("adadelta", ("delta = np.sqrt(u + h.eps) / np.sqrt(v + h.eps) * g",)),
    "earlier value in a statement": (
        "sgd", ('v = h.momentum * s["v"] + (1 - h.dampening) * g_before if "v" in s else g_before',
    )),
    "helper inlined": ("adam", ('v = average(s["v"], g_before * g_before, beta2)',)),
    "new value of the state": (
        "asgd", ("eta = h.lr / (1 + h.lambd * h.lr * t) ** h.alpha",),
    ),
    "function put in": (
        "lion",
        ('u = np.tanh(average(s["m"], g, beta1)) + h.weight_decay * theta',),
    ),
    "function of a value": ("sgd", ("g = np.clip(g, -1.0, 1.0)",)),
    "norm": (
        "lamb", ("size, length = (np.max(np.abs(theta)), np.linalg.norm(u))",),
    ),
    "norms": (
        "lamb",
        ("trust = np.where(size > 0, np.where(length > 0, size / length, 1.0), 1.0)",),
    ),
    "ratio of numbers": ("muon", ("return math.sqrt(max(rows, columns))",)),
    "result of an average": (
        "lion",
        ('return (theta - h.lr * u, {"m": average(average(s["m"], g, beta1), g, beta2)})',),
    ),
    "factor of the term before": ("sgd", ("u = h.momentum * g + v if h.nesterov else v",)),
    "factor of a difference": (
        "nadam", ("return beta1 * (0.5 * (1 - 0.96 ** (k * h.momentum_decay)))",),
    ),
    "factor as divisor": ("adamw", ("theta = theta / (1 + h.lr * h.weight_decay)",)),
    "power of a complement": ("adam", ("v_hat = v / ((1 - beta2) * t)",)),
    "correction by a power": (
        "nadam",
        ("theta = theta - h.lr * mu_next / (1 - beta1 ** (t + 1)) * m / scale",),
    ),
    "other factor of a square": (
        "adabelief",
        ('variance = average(s["s"], (g - m) * (g - s["m"]), beta2) + h.eps',),
    ),
    "exponent without brackets": (
        "nadam",
        ("return beta1 * (1 - 0.5 * (0.96 ** k * h.momentum_decay))",),
    ),
    "denominator without brackets": (
        "rmsprop",
        ("move = g / np.sqrt(spread)",),
    ),
    "first step of an average": (
        "adam",
        ('v = (1 - beta1) * (g * g) if t == 1 else average(s["v"], g * g, beta2)',),
    ),
    "exchanged weights of an average": (
        "adafactor",
        ('v = average(s["v"], square, 1 - beta) if "v" in s else square',),
    ),
    "average by difference": (
        "adam",
        ('v = s["v"] + (1 - beta2) * (g - s["v"]) ** 2',),
    ),
    "factor of a square": (
        "adagrad",
        (
            "lr = h.lr / (1 + (t - 1) * h.lr_decay)",
            'v = s.get("v", h.initial_accumulator_value) + (lr * g) ** 2',
        ),
    ),
    "factor at use": (
        "lars",
        (
            'v = h.momentum * s["v"] + h.lr * (g + h.weight_decay * theta)',
            'return (theta - local * v, {"v": v})',
        ),
    ),
    "mask put in": (
        "adam",
        (
            "return (theta - h.lr * np.where(m_hat * g > 0, m_hat, 0 * m_hat) / "
            "(np.sqrt(v_hat) + h.eps), kept)",
        ),
    ),
    "step size for the learning rate": (
        "muon",
        (
            "theta = theta * (1 - h.lr * adjustment(theta.shape, h.adjust_lr_fn) * "
            "h.weight_decay)",
        ),
    ),
    "number times another": (
        "nadam",
        ("theta = theta - h.lr * (1 - mu) / (1 - product * mu_next) * g / scale",),
    ),
    "product for a bound": (
        "adafactor", ("alpha = max(eps2, rms(theta)) * (h.lr * t ** (-0.5))",),
    ),
    "term of a bound": (
        "adamax", ('u = np.maximum(beta2 * s["u"], np.abs(g)) + h.eps',),
    ),
    "weight of a bound": (
        "adamax", ('u = np.maximum(s["u"], (1 - beta2) * np.abs(g) + h.eps)',),
    ),
    "square of each term": (
        "adabelief", ('variance = average(s["s"], g ** 2 - m ** 2, beta2) + h.eps',),
    ),
    "power for a product": ("adagrad", ("lr = h.lr / (1 + h.lr_decay) ** (t - 1)",)),
    "after one branch": (
        "adam",
        ("v_hat = v if h.amsgrad else v / (1 - beta2 ** t)",),
    ),
    "decay in a norm": (
        "lamb",
        (
            "trust = size / (length + h.weight_decay * size) if size > 0 and length > 0 else 1.0",
        ),
    ),
    "look-ahead in the step": (
        "adamax",
        (
            'return (theta - h.lr / (1 - beta1 ** t) * average(m, g, beta1) / u, '
            '{"m": m, "u": u})',
        ),
    ),
    "term at use": (
        "adabelief",
        (
            'variance = average(s["s"], (g - m) ** 2, beta2)',
            "s_hat = (variance + h.eps) / (1 - beta2 ** t)",
        ),
    ),
    "comparison for a sign": (
        "yogi",
        ("v = v - (1 - beta2) * np.where(v - square > 0, 1.0, 0.0) * square",),
    ),
    "transformed before the average": ("muon", ("g = orthogonal(g, h)", "x = u")),
    "late step count": ("adam", ("m_hat = m / (1 - beta1 ** max(1, t - 1))",)),
    "difference put in": (
        "rmsprop", ("move = (g - a if h.centered else g) / (np.sqrt(spread) + h.eps)",),
    ),
    "other form": (
        "radam",
        (
            "rho = rho_inf - gap",
            "return ((rho - 4) * (rho - 2) * rho_inf / ((rho_inf - 4) * (rho_inf - 2))) ** 0.5",
        ),
    ),
    "transformed after the average": (
        "adopt",
        (
            'm = average(s["m"], g, beta1)',
            "theta = theta * (1 - h.lr * h.weight_decay)",
            "return (theta - h.lr * np.maximum(np.minimum(m / np.maximum(np.sqrt(s[\"v\"]), "
            'h.eps), (t - 1) ** 0.25), -(t - 1) ** 0.25), {"m": m, "v": average(s["v"], g * g, '
            "beta2)})",
        ),
    ),
    "old or first value": (
        "sgd", ('u = g + h.momentum * s.get("v", g) if h.nesterov else v',),
    ),
    "term applied later": (
        "lamb",
        (
            "size, length = np.linalg.norm(theta), np.linalg.norm(u)",
            "u = u + h.weight_decay * theta",
        ),
    ),
    "divided before the average": (
        "yogi",
        (
            'm = average(s["m"], g / (np.sqrt(v) + h.eps), beta1)',
            'return (theta - h.lr * m, {"m": m, "v": v})',
        ),
    ),
    "later value for the gradient": (
        "adam", ('v = average(s["v"], m_hat * m_hat, beta2)',),
    ),
    "two factors left out": (
        "nadam",
        (
            "theta = theta - h.lr / (1 - product) * g / scale",
            "theta = theta - h.lr / (1 - product * mu_next) * m / scale",
        ),
    ),
    "step taken back": (
        "rprop",
        (
            'move = np.where(turn < 0, -s.get("last", 0.0), own)',
            'return (theta - move, {"g": g, "size": size, "last": move})',
        ),
    ),
    "term outside of a factor": (
        "sgd",
        (
            'v = h.momentum * s["v"] + ((1 - h.dampening) * g + '
            'h.dampening * (h.weight_decay * theta)) if "v" in s else g',
        ),
    ),
}  # fmt: skip


def read_function() -> tuple[RuleSource, RuleFunction]:
    (tree,) = ast.parse(SOURCE).body
    assert isinstance(tree, ast.FunctionDef)
    function = RuleFunction("update", "adam.py", SOURCE, tree)
    return RuleSource(rules()["adam"], (function,), optimizers()["adam"], {}), function


def has_lines(text: str, lines: tuple[str, ...]) -> bool:
    """Return whether a text has all of some lines, in whatever style these are written."""
    found = {in_style(line) for line in text.replace("    ", "").splitlines()}
    return all(in_style(line) in found for line in lines)


def in_style(line: str) -> str:
    try:
        return in_usual_style(ast.parse(line).body[0])
    except (SyntaxError, IndexError):
        return line


@pytest.mark.parametrize("name", REWRITES)
def test_a_rewrite_yields_its_change_and_leaves_the_function_as_it_is(name: str) -> None:
    source, function = read_function()
    found = [unparse(changed) for changed in wider_rewrites.items()[name](source, function)]
    assert any(has_lines(text, REWRITES[name]) for text in found)
    assert unparse(function.tree) == unparse(read_function()[1].tree)


@pytest.mark.parametrize("name", OPERATORS)
def test_an_operator_yields_its_change(name: str) -> None:
    source, function = read_function()
    found = [
        unparse(catalogue._replace(statement, old, new))
        for statement, scope in scopes_of(source, function)
        for old in expressions_of(statement)
        for new in wider_operators.items()[name](old, scope)
    ]
    for line in OPERATORS[name]:
        assert any(has_lines(text, (line,)) for text in found), line


@pytest.mark.parametrize("name", OF_RULES)
def test_a_change_of_a_rule_is_made(name: str) -> None:
    rule, lines = OF_RULES[name]
    made = [m for m in wider_changes(rules()[rule]) if m.operator == name]
    assert any(has_lines(m.edits[0].after, lines) for m in made)
    assert all(can_apply_edits(m.edits) for m in made)


def test_shared_storage_is_described_as_such() -> None:
    made = [m for m in wider_changes(rules()["adam"]) if m.operator == "two entries in one array"]
    assert [m.title.rpartition("; ")[2] for m in made] == [
        "it should be average(v, g * g, beta2). Then m becomes v, as if the two shared their "
        "memory.",
        "it should be average(m, g, beta1). Then v becomes m, as if the two shared their memory.",
    ]


@pytest.mark.parametrize(
    ("rule", "title"),
    [
        ("yogi", "The first moment starts at initial_accumulator_value; it should start at 0."),
        ("rprop", "g in the state starts at abs(g); it should start at 0."),
        ("adabelief", "s in the state starts at 1.0; it should start at 0."),
        ("yogi", "The second moment is (v, first value g * g); it should be "
                 "(v, first value initial_accumulator_value)."),
    ],
)  # fmt: skip
def test_a_starting_value_is_described_as_such(rule: str, title: str) -> None:
    made = [m.title for m in wider_changes(rules()[rule]) if m.operator == "starting value"]
    assert title in made


@pytest.mark.parametrize(
    ("name", "rule", "line"),
    [
        ("other factor of a square", "adabelief",
         'variance = average(s["s"], g * (g - m), beta2) + h.eps'),
        ("further form of the decay", "adamw", "theta = theta - h.lr * h.weight_decay * g"),
        ("further form of the decay", "lamb", "theta = theta * (1 - h.lr * h.weight_decay)"),
        ("function after an operation", "lion",
         'u = np.sign(average(s["m"], g, beta1) + h.weight_decay * theta)'),
        ("other form", "sgd", 'velocity = h.momentum * s.get("v", 0.0) + weight * (h.lr * g)'),
        ("norm over an axis", "lars",
         "local = np.where(size > 0, np.where(slope > 0, h.trust_coefficient * size / (slope + "
         "h.weight_decay * size), local), local)"),
        ("norm over an axis", "adafactor",
         "alpha = np.maximum(eps2, np.linalg.norm(theta, axis=0, keepdims=True) / "
         "max(1, theta.shape[0]) ** 0.5 if theta.ndim > 1 else rms(theta)) * "
         "min(h.lr, t ** (-0.5))"),
        ("starting value", "adamax",
         'u = np.maximum(beta2 * (h.eps if t == 1 else s["u"]), np.abs(g) + h.eps)'),
        ("starting value", "rprop", 'size = s["size"] if "size" in s else 0 * theta + 1.0'),
        ("starting value", "yogi", 'v = s.get("v", h.eps)'),
        ("average by difference", "adam", 'v = s["v"] + (1 - beta2) * (g - s["v"])'),
        ("average by difference", "adam", 'm = beta1 * s["m"] + (1 - beta1) * (g - s["m"])'),
        ("average by difference", "adam", 'm = s["m"] + (g - s["m"]) / (1 - beta1)'),
    ],
)  # fmt: skip
def test_an_operator_makes_its_other_changes_too(name: str, rule: str, line: str) -> None:
    made = [m for m in wider_changes(rules()[rule]) if m.operator == name]
    assert any(has_lines(m.edits[0].after, (line,)) for m in made)


def test_a_step_size_has_the_corrections_that_a_helper_applies() -> None:
    made = wider_changes(rules()["adamw"])
    line = "theta = theta * (1 - h.lr / (1 - h.betas[0] ** t) * h.weight_decay)"
    assert any(has_lines(m.edits[0].after, (line,)) for m in made)


def test_decay_in_a_helper_of_another_file_is_one_change() -> None:
    [found] = [
        m
        for m in wider_changes(rules()["adamw"])
        if m.operator == "decay in a helper" and "m_hat = m_hat + " in m.edits[-1].after
    ]
    assert [edit.where for edit in found.edits] == ["adamw.py", "adam.py"]
    assert found.title == (
        "The statement “theta = theta * (1 - lr * weight_decay)” is missing. "
        "The statement “m_hat = m_hat + weight_decay * theta” is put in after "
        "“m_hat = m / (1 - beta1 ** t)”."
    )
    assert can_apply_edits(found.edits)
    rule = rules()["adamw"]
    floats, built = MutantSubject(rule, found), CoreSubject("adamw", build_variant(found.edits))
    for scenario in sample_scenarios(small_scenarios(rule, built.capabilities), 8, seed=0):
        runs = [one.run(write_declared_defaults(rule, scenario)) for one in (floats, built)]
        assert all(isinstance(run, Trajectory) for run in runs)
        frames = [run.frames for run in runs if isinstance(run, Trajectory)]
        for pair in zip(*frames, strict=True):
            for a, b in zip(*pair, strict=True):
                np.testing.assert_array_equal(a, b)


def test_decay_is_in_the_norm_of_a_sum() -> None:
    made = [m for m in wider_changes(rules()["lars"]) if m.operator == "decay in a norm"]
    line = "size, slope = (np.linalg.norm(theta), np.linalg.norm(g + h.weight_decay * theta))"
    assert any(has_lines(m.edits[0].after, (line,)) for m in made)


def test_a_look_ahead_keeps_a_newest_value_that_is_computed() -> None:
    made = [m for m in wider_changes(rules()["lars"]) if m.operator == "look-ahead in the step"]
    lines = (
        "newest = h.lr * local * (g + h.weight_decay * theta)",
        'return (theta - (h.momentum * v + newest), {"v": v})',
    )
    assert any(has_lines(m.edits[0].after, lines) for m in made)


def test_a_factor_of_one_term_applies_to_a_difference() -> None:
    made = [m for m in wider_changes(rules()["asgd"]) if m.operator == "term inside of a fraction"]
    line = "theta = (theta - eta * g) * (1 - h.lambd * eta)"
    assert any(has_lines(m.edits[0].after, (line,)) for m in made)


def test_only_the_last_function_of_an_average_is_applied_later() -> None:
    made = [
        m for m in wider_changes(rules()["adopt"]) if m.operator == "transformed after the average"
    ]
    lines = (
        'm = average(s["m"], scaled, beta1)',
        "return (theta - h.lr * np.maximum(np.minimum(m, most), -most), "
        '{"m": m, "v": average(s["v"], g * g, beta2)})',
    )
    assert any(has_lines(m.edits[0].after, lines) for m in made)


def test_momentum_is_a_weight_of_an_average() -> None:
    made = [m for m in wider_changes(rules()["rmsprop"]) if m.operator == "weight of an average"]
    line = 'move = kept["b"] = h.momentum * s.get("b", 0.0) + (1 - h.momentum) * move'
    assert any(has_lines(m.edits[0].after, (line,)) for m in made)


def test_a_reduction_is_over_other_axes_or_all() -> None:
    source, function = read_function()
    change = wider_operators.items()["axes or extremum"]
    found = {
        unparse(new)
        for statement, scope in scopes_of(source, function)
        for old in expressions_of(statement)
        for new in change(old, scope)
    }
    assert {"np.max(g, axis=0, keepdims=True)", "np.max(g, keepdims=True)"} <= found


def test_each_has_a_case() -> None:
    known = wider_operators.items().keys() | wider_rewrites.items().keys()
    assert known == OPERATORS.keys() | REWRITES.keys() | OF_RULES.keys()


def test_the_changes_of_a_rule_differ_from_it_and_from_each_other() -> None:
    found = [m.texts for m in wider_changes(rules()["lamb"])]
    assert len(found) > 20
    assert len(set(found)) == len(found)


def test_two_exchanged_hyper_parameters_are_named_as_one_change() -> None:
    velocity = 'v = h.momentum * s["v"] + (1 - h.dampening) * g if "v" in s else g'
    exchanged = 'v = h.dampening * s["v"] + (1 - h.momentum) * g if "v" in s else g'
    edits = (
        Edit("sgd.py", "if not h.momentum:", "if not h.dampening:"),
        Edit("sgd.py", velocity, exchanged),
        Edit("sgd.py", "u = g + h.momentum * v", "u = g + h.dampening * v"),
    )
    rule, subject = rules()["sgd"], CoreSubject("sgd", build_variant(edits))
    drawn = sample_scenarios(small_scenarios(rule, subject.capabilities), 16, seed=0)
    broken = [c for c in gather_cases(rule, subject, drawn) if c.is_broken]

    def name(find: Callable[[Rule], Sequence[Mutant]]) -> list[Candidate]:
        near = one_edit_candidates(rule, broken, find)
        return [one for one in near if all(map(one.agrees_in, broken))]

    assert not name(mutants)
    [found] = name(wider_changes)
    assert exchanged in found.edits[-1].after


@pytest.mark.parametrize(
    ("rule", "operator", "line"),
    [
        ("adafactor", "ratio of numbers",
         "return (theta - alpha / max(h.d, rms(u)) * u, kept)"),
        ("adafactor", "ratio of numbers",
         "return (theta - alpha / (max(1.0, rms(u)) * h.d) * u, kept)"),
        ("sgd", "term inside of a fraction",
         'v = (1 - h.dampening) * (h.momentum * s["v"] + g) if "v" in s else g'),
        ("lamb", "decay once more", "g = g + h.weight_decay * theta"),
        ("adamw", "divided before the average", 'kept["m"] = m'),
        ("lion", "result of an average",
         'return (theta - h.lr * u, {"m": average(s["m"], average(s["m"], g, beta1), beta2)})'),
        ("lion", "result of an average",
         'u = np.sign(average(average(s["m"], g, beta2), g, beta1)) + h.weight_decay * theta'),
        ("adan", "result of an average",
         '"n": average(s["n"], (g + (1 - beta2) * (average(s["v"], difference, 1 - beta2) '
         'if "v" in s else difference)) ** 2, 1 - beta3),'),
        ("lamb", "factor of one term",
         "return (theta - h.lr * (m_hat / (np.sqrt(v_hat) + h.eps) + "
         'trust * (h.weight_decay * theta)), {"m": m, "v": v})'),
    ],
)  # fmt: skip
def test_another_form_of_a_change_is_made(rule: str, operator: str, line: str) -> None:
    made = [m for m in wider_changes(rules()[rule]) if m.operator == operator]
    assert any(has_lines(m.edits[-1].after, (line,)) for m in made)


def test_an_entry_that_is_only_stored_later_is_not_mentioned() -> None:
    [title] = {
        m.title
        for m in wider_changes(rules()["adam"])
        if m.operator == "divided before the average" and "g / (sqrt(v_hat)" in m.title
    }
    assert title == (
        "The first moment is average(m, g / (sqrt(v_hat) + eps), beta1); it should be "
        "average(m, g, beta1). The parameter becomes theta - lr * m_hat; it should be "
        "theta - lr * m_hat / (sqrt(v_hat) + eps)."
    )
