"""Known bugs for one reordering of each of ten rules, as edits of its source.

They are keyed by the id of a pitfall or dialect: the same bug as an edit of optimcore.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any

from optimcore import Parameter

from ...subjects.trajectory import Capabilities
from . import adams, adaptives, beliefs, descents, nadams, styles
from .habits import (
    Cast,
    Differences,
    Incremental,
    Logarithms,
    PlainStyle,
    RateFirst,
    Reciprocal,
    TwoSided,
)
from .styles import ReorderedOptimizer, Reordering

Edits = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class EditedReordering(Reordering):
    """A reordering with edited source. ``pickle`` does not find its functions."""

    optimizer: type[ReorderedOptimizer] = ReorderedOptimizer

    def make(self, params: Iterable[Parameter], **hyper: Any) -> ReorderedOptimizer:
        return self.optimizer(self.rule, self.move, self.habit(), params, hyper)

    @property
    def capabilities(self) -> Capabilities:
        all_ = super().capabilities
        return replace(all_, unsupported={**all_.unsupported, "pickle": "its source is edited"})


@dataclass(frozen=True)
class Defects:
    """A reordering and its bugs.

    Attributes:
        module: the module of the update variant.
        functions: the update variant, then the functions that it uses. Edits change one of them, or
            the class of the optimizer.
        style: the arithmetic style.
        bugs: by id, texts that occur once in these functions, with their replacements.
    """

    module: ModuleType
    functions: tuple[str, ...]
    style: type[PlainStyle]
    bugs: dict[str, Edits]

    def reordering(self, rule: str, edits: Edits = ()) -> EditedReordering:
        """Return the reordering with edits applied."""
        texts = {name: inspect.getsource(getattr(self.module, name)) for name in self.functions}
        texts["ReorderedOptimizer"] = inspect.getsource(styles.ReorderedOptimizer)
        sources = {module: inspect.getsource(module) for module in (self.module, styles)}
        for before, after in edits:
            (place,) = [name for name in texts if before in texts[name]]
            assert texts[place].count(before) == 1, f"{before!r} is not there once"
            edited = texts[place].replace(before, after)
            sources = {m: text.replace(texts[place], edited) for m, text in sources.items()}
            texts[place] = edited
        variant = _execute(self.module, sources[self.module])[self.functions[0]]
        optimizer = _execute(styles, sources[styles])["ReorderedOptimizer"]
        return EditedReordering(rule, variant, self.style, optimizer)


def _execute(module: ModuleType, source: str) -> dict[str, Any]:
    """Return the namespace of a module whose source is edited."""
    namespace = {"__name__": module.__name__, "__package__": module.__package__}
    exec(compile(source, module.__name__, "exec"), namespace)  # noqa: S102
    return namespace


COUPLED = "g = k.add_decay(g, h.weight_decay, theta)"
DECOUPLED = "theta = k.apply_decay(theta, h.lr, h.weight_decay)"

DEFECTS = {
    "sgd": Defects(descents, ("sgd_apart",), Differences, {
        "sgd-lr-inside-velocity": (
            ("(1 - h.dampening) * g", "h.lr * (1 - h.dampening) * g"),
            ("in s else g", "in s else h.lr * g"),
            ('h.lr * h.momentum, s["v"]', 'h.momentum, s["v"]'),
            ('k.apply_step(theta, h.lr, s["v"])', 'k.apply_step(theta, 1.0, s["v"])'),
        ),
        "sgd-dampened-first-step": ((' if "v" in s else g', ""),),
        "sgd-decoupled-decay": ((COUPLED, DECOUPLED),),
        "velocity-rescaled": (('old = s.get("v"', 'old = h.lr * s.get("v"'),),
        "nesterov-sign": (("h.lr * h.momentum, s", "-h.lr * h.momentum, s"),),
        "velocity-not-kept": (('s.get("v", 0 * g)', "0 * g"), ('if "v" in s', "if False")),
        "momentum-on-gradient": (
            ("(1 - h.dampening) * g", "h.momentum * (1 - h.dampening) * g"),
            ("(1 - h.momentum) * old", "0 * old"),
        ),
        "maximized-twice": (
            ("    old =", "    h.lr = -h.lr if h.maximize else h.lr\n    old ="),
        ),
        "decay-needs-momentum": (("h.weight_decay,", "h.weight_decay if h.momentum else 0.0,"),),
    }),
    "adam": Defects(
        adams, ("adam_rooted", "rooted", "moments", "corrections", "largest"), Logarithms, {
            "adam-eps-root": (
                ("s, h)) / second**0.5 + h.eps", "s, h) / second + h.eps)"),
            ),
            "adam-eps-hat": (
                ("h.lr / first", "h.lr * second**0.5 / first"),
                (" / second**0.5 + h.eps", " + h.eps"),
            ),
            "swapped-betas": (("return rooted", "h.betas = h.betas[::-1]; return rooted"),),
            "adam-betas-complement": (
                ("return rooted", "h.betas = [1 - beta for beta in h.betas]; return rooted"),
            ),
            "no-first-correction": (("h.lr / first", "h.lr"),),
            "no-second-correction": ((" / second**0.5", ""),),
            "no-correction": (("h.lr / first", "h.lr"), (" / second**0.5", "")),
            "correction-multiplied": (
                ("h.lr / first", "h.lr * first"), (" / second**0.5", " * second**0.5"),
            ),
            "beta-without-power": (('first, t)', 'first, 1)'), ('second, t)', 'second, 1)')),
            "t-one-ahead": (('first, t)', 'first, t + 1)'), ('second, t)', 'second, t + 1)')),
            "moment-seeded": (("g, h.betas[0])", 'g, h.betas[0]) if "m" in s else g'),),
            "decay-decoupled": (
                ("theta, k.add_decay(g, h.weight_decay, theta)",
                 "k.apply_decay(theta, h.lr, h.weight_decay), g"),
            ),
            "decay-unused": (("k.add_decay(g, h.weight_decay, theta)", "g"),),
            "amsgrad-not-kept": (('v = s["largest"] =', "v ="),),
            "adam-amsgrad-corrected-max": (
                ("largest(k, v, s, h)", "largest(k, v / second, s, h) * second"),
            ),
            "flag-ignored": (("-g if hyper.maximize else g", "g"),),
            "adam-global-t": (
                ("        for i in due:\n            self.counts[i] += 1",
                 "        self.counts = [count + 1 for count in self.counts]"),
            ),
        },
    ),
    "adamw": Defects(adams, ("adamw_folded", "folded"), TwoSided, {
        "decay-coupled": (
            ("k.apply_decay(theta, h.lr, h.weight_decay), g",
             "theta, k.add_decay(g, h.weight_decay, theta)"),
        ),
        "decay-sign": (("k.apply_decay(theta, h.lr", "k.apply_decay(theta, -h.lr"),),
        "adamw-decay-without-lr": (("k.apply_decay(theta, h.lr", "k.apply_decay(theta, 1.0"),),
        "decay-after-step": (
            ("folded(k, k.apply_decay(theta, h.lr, h.weight_decay), g, s, t, h)",
             "k.apply_decay(folded(k, theta, g, s, t, h), h.lr, h.weight_decay)"),
        ),
        "adamw-eps-root": (("s, h)) + h.eps * second**0.5", "s, h) + h.eps * second)"),),
        "adamw-uncorrected": (
            ("h.lr * second**0.5 / first", "h.lr"), ("h.eps * second**0.5", "h.eps"),
        ),
    }),
    "rmsprop": Defects(adaptives, ("rmsprop_factored",), RateFirst, {
        "rmsprop-eps-root": (("k.root(spread) + h.eps", "k.root(spread + h.eps)"),),
        "rmsprop-lr-inside-buffer": (
            ("move = k.ratio(", "move = h.lr * k.ratio("), ("+ -h.lr *", "-"),
        ),
        "rmsprop-starts-at-one": (('s.get("v", 0 * g)', 's.get("v", 1.0 + 0 * g)'),),
        "rmsprop-decoupled-decay": ((COUPLED, DECOUPLED),),
        "rmsprop-sum-of-squares": (
            ('k.average(s.get("v", 0 * g), k.square(g), h.alpha)',
             's.get("v", 0 * g) + k.square(g)'),
        ),
        "rmsprop-centered-ignored": (("if h.centered", "if False"),),
        "rmsprop-centre-not-squared": (('(root - s["a"]) * (root + s["a"])', 'spread - s["a"]'),),
        "rmsprop-buffer-not-kept": (('s.get("b", 0 * g) * h.momentum + move', "move"),),
        "rmsprop-alpha-turned": (("k.square(g), h.alpha", "k.square(g), 1 - h.alpha"),),
    }),
    "adagrad": Defects(adaptives, ("adagrad_rate_in_divisor",), Reciprocal, {
        "adagrad-eps-root": (('(k.root(s["v"]) + h.eps)', 'k.root(s["v"] + h.eps)'),),
        "adagrad-no-root": (('k.root(s["v"])', 's["v"]'),),
        "adagrad-starts-at-one": (("h.initial_accumulator_value", "1.0"),),
        "adagrad-rate-ahead": ((" - h.lr_decay", ""),),
        "adagrad-averaged": (("k.square(g) + s", "0.1 * k.square(g) + 0.9 * s"),),
        "adagrad-decoupled-decay": ((COUPLED, DECOUPLED),),
    }),
    "adadelta": Defects(adaptives, ("adadelta_gradient_first",), TwoSided, {
        "adadelta-eps-outside": (
            ('k.root(s["v"] + h.eps)', 'k.root(s["v"]) + h.eps'),
            ("k.root(before + h.eps)", "(k.root(before) + h.eps)"),
        ),
        "adadelta-old-denominator": (
            ('s["v"] = ', 'known = s.get("v", 0 * g)\n    s["v"] = '),
            ('k.root(s["v"] + h.eps)', "k.root(known + h.eps)"),
        ),
        "adadelta-gradients-twice": (("k.square(delta)", "k.square(g)"),),
        "adadelta-lr-in-average": (("k.square(delta)", "k.square(h.lr * delta)"),),
        "adadelta-lr-ignored": (("delta * h.lr", "delta"),),
        "adadelta-wrong-key": (('s["u"] =', 's["w"] ='),),
    }),
    "adamax": Defects(adams, ("adamax_corrected_bound",), Incremental, {
        "adamax-swapped-betas": (("beta1, beta2 =", "beta2, beta1 ="),),
        "adamax-uncorrected": (('k.correction(s, "first", beta1, t) * ', ""),),
        "adamax-norm-averaged": (
            ('k.larger(s.get("u", 0 * g) * beta2, h.eps + k.root(k.square(g)))',
             '(1 - beta2) * k.root(k.square(g)) + s.get("u", 0 * g) * beta2 + h.eps'),
        ),
        "adamax-eps-after-maximum": (
            ("h.eps + k.root", "k.root"), ('* s["u"])', '* (s["u"] + h.eps))'),
        ),
        "adamax-norm-not-decayed": (("0 * g) * beta2", "0 * g)"),),
    }),
    "nadam": Defects(nadams, ("nadam_at_once", "schedule"), RateFirst, {
        "nadam-constant-weight": (
            ("h.betas[0] * (1 - 0.5 * 0.96 ** (i * h.momentum_decay))", "h.betas[0]"),
        ),
        "nadam-one-correction": (("(1 - following * product)", "(1 - product)"),),
        "nadam-decay-ignored": (("i * h.momentum_decay", "i * 4e-3"),),
        "nadam-no-look-ahead": (("(t, t + 1)", "(t, t)"),),
        "nadam-product-not-kept": (('s.get("product", 1.0) * mu', "mu"),),
    }),
    "lion": Defects(descents, ("lion_by_cases",), Cast, {
        "lion-swapped-betas": (("beta1, beta2 =", "beta2, beta1 ="),),
        "lion-interpolation-kept": (("g, beta2)", "g, beta1)"),),
        "lion-decay-without-lr": (("k.apply_decay(theta, h.lr", "k.apply_decay(theta, 1.0"),),
        "lion-average-turned": (("g, beta2)", "g, 1 - beta2)"),),
        "lion-decay-in-sign": (
            ("g, beta1)", "g + h.weight_decay * theta, beta1)"),
            ("k.apply_decay(theta, h.lr, h.weight_decay)", "theta"),
        ),
    }),
    "adabelief": Defects(beliefs, ("adabelief_from_before", "belief"), Differences, {
        "adabelief-strays-from-old": (("h.betas[0] * (g - before)", "g - before"),),
        "adabelief-squared-gradient": (("h.betas[0] * (g - before)", "g"),),
        "adabelief-second-uncorrected": (("second**0.5", "1.0"),),
        "adabelief-eps-outside-alone": ((", h.betas[1]) + h.eps", ", h.betas[1])"),),
        "adabelief-decay-sign": (("k.apply_decay(theta, h.lr", "k.apply_decay(theta, -h.lr"),),
    }),
}  # fmt: skip
