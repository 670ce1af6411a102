"""Known bugs injected into independent optimizers: the first diagnosis is right.

A bug may be listed as a pitfall and as a dialect of a library. Either name is right, and so is any
name with the same change to the reference.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance import check
from conformance.tests import independent_optimizers
from properties.dialects import Dialect, dialects
from properties.pitfalls import Pitfall, pitfalls

HANDS = Path(independent_optimizers.__file__).parent
CLASSES = {
    "sgd": "SGD", "adam": "Adam", "adamw": "AdamW", "rmsprop": "RMSprop", "adagrad": "Adagrad",
    "adadelta": "Adadelta", "adamax": "Adamax", "nadam": "NAdam", "lion": "Lion",
    "adabelief": "AdaBelief",
}  # fmt: skip

Edits = tuple[tuple[str, str], ...]

# Known bugs in independent code: the correct expression and the wrong one.
PLANTED: dict[str, dict[str, Edits]] = {
    "sgd": {
        "sgd-lr-inside-velocity": (
            ("+= slope - self.dampening * slope", "+= self.lr * (slope - self.dampening * slope)"),
            ("= slope.copy()", "= self.lr * slope"),
            ("ahead = slope +", "ahead = self.lr * slope +"),
            ("-self.lr * ahead", "-ahead"),
        ),
        "sgd-dampened-first-step": (("= slope.copy()", "= slope - self.dampening * slope"),),
        "sgd-decoupled-decay": (
            ("slope + self.weight_decay * x", "slope; x = x - self.lr * self.weight_decay * x"),
        ),
        "velocity-rescaled": (("*= self.momentum", "*= self.momentum * self.lr"),),
        "nesterov-sign": (("slope + self.momentum *", "slope - self.momentum *"),),
        "velocity-not-kept": (('"speed" in memory', "False"),),
        "momentum-on-gradient": (
            ("*= self.momentum", "*= 1"),
            ("+= slope - self.dampening * slope",
             "+= self.momentum * (slope - self.dampening * slope)"),
        ),
        "maximized-twice": (
            ("-self.lr * ahead", "(1 if self.maximize else -1) * self.lr * ahead"),
        ),
        "decay-needs-momentum": (
            ("self.weight_decay * x", "(self.weight_decay if self.momentum else 0.0) * x"),
        ),
    },
    "adam": {
        "adam-eps-root": (("(root + self.eps)", "np.sqrt(root * root + self.eps)"),),
        "adam-eps-hat": (
            ("self.lr / (1 - left1)", "self.lr * math.sqrt(1 - left2) / (1 - left1)"),
            (" / math.sqrt(1 - left2)\n", "\n"),
        ),
        "swapped-betas": (("b1, b2 = self.betas", "b2, b1 = self.betas"),),
        "adam-betas-complement": (
            ("b1, b2 = self.betas", "b1, b2 = 1 - self.betas[0], 1 - self.betas[1]"),
        ),
        "no-first-correction": (("self.lr / (1 - left1)", "self.lr"),),
        "no-second-correction": ((" / math.sqrt(1 - left2)", ""),),
        "no-correction": (("self.lr / (1 - left1)", "self.lr"), (" / math.sqrt(1 - left2)", "")),
        "correction-multiplied": (
            ("self.lr / (1 - left1)", "self.lr * (1 - left1)"),
            (" / math.sqrt(1 - left2)", " * math.sqrt(1 - left2)"),
        ),
        "beta-without-power": (
            ('memory.get("left1", 1.0) * b1', "b1"), ('memory.get("left2", 1.0) * b2', "b2"),
        ),
        "t-one-ahead": (
            ('memory.get("left1", 1.0)', 'memory.get("left1", b1)'),
            ('memory.get("left2", 1.0)', 'memory.get("left2", b2)'),
        ),
        "moment-seeded": (
            ("first + (1 - b1) * (g - first)",
             'first + (1 - b1) * (g - first) if "first" in memory else g'),
        ),
        "decay-decoupled": (
            ("g = np.add(g, self.weight_decay * x)", "x = x - self.lr * self.weight_decay * x"),
        ),
        "decay-unused": (("g = np.add(", "_ = np.add("),),
        "amsgrad-not-kept": (('memory["peak"] = second', "pass"),),
        "adam-amsgrad-corrected-max": (
            ("second = np.maximum(second,",
             "second = (1 - left2) * np.maximum(second / (1 - left2),"),
            ('memory.get("peak", second)', 'memory.get("peak", 0.0)'),
            ('memory["peak"] = second', 'memory["peak"] = second / (1 - left2)'),
        ),
        "flag-ignored": (("g = np.negative(g)", "pass"),),
        "adam-global-t": (
            ("    def moved(",
             "    def step(self):\n        self.total = getattr(self, 'total', 0) + 1\n"
             "        super().step()\n\n    def moved("),
            ('memory.get("left1", 1.0) * b1', "b1**self.total"),
            ('memory.get("left2", 1.0) * b2', "b2**self.total"),
        ),
    },
    "adamw": {
        "decay-coupled": (
            ("        b1, b2 =", "        g = g + self.weight_decay * x; b1, b2 ="),
            ("x - self.lr * self.weight_decay * x", "x"),
        ),
        "decay-sign": (("x - self.lr * self.weight", "x + self.lr * self.weight"),),
        "adamw-decay-without-lr": (("self.lr * self.weight_decay", "self.weight_decay"),),
        "decay-after-step": (
            ("shrunk = x - self.lr * self.weight_decay * x", "shrunk = x"),
            ("return shrunk - self.lr * first / (1 - b1**count) / (scale + self.eps)",
             "at = shrunk - self.lr * first / (1 - b1**count) / (scale + self.eps)\n"
             "        return at - self.lr * self.weight_decay * at"),
        ),
        "adamw-eps-root": (
            ("(scale + self.eps)", "np.sqrt(second / (1 - b2**count) + self.eps)"),
        ),
        "adamw-uncorrected": ((" / (1 - b2**count)", ""), (" / (1 - b1**count)", "")),
    },
    "rmsprop": {
        "rmsprop-eps-root": (("(np.sqrt(square) + self.eps)", "np.sqrt(square + self.eps)"),),
        "rmsprop-lr-inside-buffer": (("push = slope /", "push = self.lr * slope /"),
                                     ("self.lr * push", "push")),
        "rmsprop-starts-at-one": (
            ('recalled(memory, "square", x)', 'memory.get("square", 1.0 + 0 * x)'),
        ),
        "rmsprop-decoupled-decay": (
            ("g + self.weight_decay * x", "g; x = x - self.lr * self.weight_decay * x"),
        ),
        "rmsprop-sum-of-squares": (
            ('self.alpha * recalled(memory, "square", x) + fresh *',
             'recalled(memory, "square", x) +'),
        ),
        "rmsprop-centered-ignored": (("square = square - np.square(mean)", "pass"),),
        "rmsprop-centre-not-squared": (("square - np.square(mean)", "square - mean"),),
        "rmsprop-buffer-not-kept": (('memory["push"] = push', "pass"),),
        "rmsprop-alpha-turned": (
            ('self.alpha * recalled(memory, "square", x) + fresh *',
             'fresh * recalled(memory, "square", x) + self.alpha *'),
        ),
    },
    "adagrad": {
        "adagrad-eps-root": (("(np.sqrt(total) + self.eps)", "np.sqrt(total + self.eps)"),),
        "adagrad-no-root": (("np.sqrt(total)", "total"),),
        "adagrad-starts-at-one": (
            ("np.full_like(x, self.initial_accumulator_value)", "1.0 + 0 * x"),
        ),
        "adagrad-rate-ahead": (("1 + before *", "1 + (before + 1) *"),),
        "adagrad-averaged": (
            ("total + np.square(slope)", "0.9 * total + 0.1 * np.square(slope)"),
        ),
        "adagrad-decoupled-decay": (
            ("g + self.weight_decay * x", "g; x = x - self.lr * self.weight_decay * x"),
        ),
    },
    "adadelta": {
        "adadelta-eps-outside": (
            ("slope * np.sqrt(moves + self.eps) / np.sqrt(square + self.eps)",
             "slope * (np.sqrt(moves) + self.eps) / (np.sqrt(square) + self.eps)"),
        ),
        "adadelta-old-denominator": (("np.sqrt(square + self.eps)", "np.sqrt(known + self.eps)"),),
        "adadelta-gradients-twice": (("np.square(move)", "np.square(slope)"),),
        "adadelta-lr-in-average": (("np.square(move)", "np.square(self.lr * move)"),),
        "adadelta-lr-ignored": (("x - self.lr * move", "x - move"),),
        "adadelta-wrong-key": (('memory["moves"]', 'memory["move"]'),),
    },
    "adamax": {
        "adamax-swapped-betas": (("b1, b2 = self.betas", "b2, b1 = self.betas"),),
        "adamax-uncorrected": (("((1 - left) * bound)", "bound"),),
        "adamax-norm-averaged": (
            ('np.maximum(np.abs(slope) + self.eps, b2 * recalled(memory, "bound", x))',
             '(1 - b2) * np.abs(slope) + b2 * recalled(memory, "bound", x) + self.eps'),
        ),
        "adamax-eps-after-maximum": (
            ("np.abs(slope) + self.eps", "np.abs(slope)"),
            ("(1 - left) * bound", "(1 - left) * (bound + self.eps)"),
        ),
        "adamax-norm-not-decayed": (("b2 * recalled", "recalled"),),
    },
    "nadam": {
        "nadam-constant-weight": (
            ("self.betas[0] * (1 - 0.96 ** (count * self.momentum_decay) / 2)", "self.betas[0]"),
        ),
        "nadam-one-correction": (("(1 - product * then)", "(1 - product)"),),
        "nadam-decay-ignored": (("count * self.momentum_decay", "count * 4e-3"),),
        "nadam-no-look-ahead": (("self.weight(count + 1)", "self.weight(count)"),),
        "nadam-product-not-kept": (('memory["product"] = ', ""),),
    },
    "lion": {
        "lion-swapped-betas": (("b1, b2 = self.betas", "b2, b1 = self.betas"),),
        "lion-interpolation-kept": (("known * b2 + g * (1 - b2)", "known * b1 + g * (1 - b1)"),),
        "lion-decay-without-lr": (("1 - self.lr * self.weight_decay", "1 - self.weight_decay"),),
        "lion-average-turned": (("known * b2 + g * (1 - b2)", "known * (1 - b2) + g * b2"),),
        "lion-decay-in-sign": (
            ("g * (1 - b1))", "(g + self.weight_decay * x) * (1 - b1))"),
            ("x * (1 - self.lr * self.weight_decay)", "x"),
        ),
    },
    "adabelief": {
        "adabelief-strays-from-old": (("np.square(g - mean)", "np.square(g - before)"),),
        "adabelief-squared-gradient": (("np.square(g - mean)", "np.square(g)"),),
        "adabelief-second-uncorrected": (("spread / (1 - b2**count)", "spread"),),
        "adabelief-eps-outside-alone": (("np.square(g - mean) + self.eps", "np.square(g - mean)"),),
        "adabelief-decay-sign": (("x = x - self.lr", "x = x + self.lr"),),
    },
}  # fmt: skip

CASES = [(hand, name) for hand, variant in PLANTED.items() for name in variant]
KNOWN: dict[str, Pitfall | Dialect] = {**pitfalls(), **dialects()}


@pytest.mark.parametrize("hand", CLASSES)
def test_as_written_it_conforms(hand: str) -> None:
    report = check(f"conformance.tests.independent_optimizers.{hand}:{CLASSES[hand]}", examples=1)
    assert (report.rule, report.verdict) == (hand, "conforms"), report.findings
    assert (report.diagnosis, report.residual) == ([], [])


@pytest.mark.campaign
@pytest.mark.parametrize(("hand", "name"), CASES, ids=[name for _, name in CASES])
def test_the_first_diagnosis_is_right(hand: str, name: str, tmp_path: Path) -> None:
    source = (HANDS / f"{hand}.py").read_text(encoding="utf-8")
    for correct, wrong in PLANTED[hand][name]:
        assert source.count(correct) == 1, f"{correct!r} is not there once"
        source = source.replace(correct, wrong)
    subject = tmp_path / "subject.py"
    subject.write_text(source, encoding="utf-8")
    report = check(f"{subject}:{CLASSES[hand]}", examples=1)
    assert report.verdict == "diverges"
    assert report.diagnosis, report.residual
    first = report.diagnosis[0]
    same = {known for known, what in KNOWN.items() if what.edits == KNOWN[name].edits}
    assert first.id in same, f"{first.id}: {first.title}"
    assert first.cases == first.of
