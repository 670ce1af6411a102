"""Libraries in JavaScript, over the process protocol."""

from __future__ import annotations

from .base import Configuration, Library

INSTALL = ("conformance harness files harnesses", "npm --prefix harnesses/javascript install")


def _of(name: str, kinds: dict[str, tuple[str, str]], script: str) -> Library:
    """A library whose harness takes the name of an optimizer; rule and variant by that name."""
    return Library(
        name,
        name,
        INSTALL,
        tuple(
            Configuration(rule, f"exec:node {{harnesses}}/javascript/{script} {kind}", variant,
                          assume={"nesterov": True} if kind == "nesterov" else {})
            for kind, (rule, variant) in kinds.items()
        ),
        program=f"javascript/node_modules/{name}",
    )  # fmt: skip


SHARED = {
    "sgd": ("sgd", ""), "nesterov": ("sgd", "nesterov"), "adagrad": ("adagrad", ""),
    "adadelta": ("adadelta", ""),
}  # fmt: skip

LIBRARIES = (
    _of(
        "@tensorflow/tfjs",
        SHARED | {
            "momentum": ("sgd", "momentum"), "adam": ("adam", ""), "adamax": ("adamax", ""),
            "rmsprop": ("rmsprop", ""),
        },
        "tfjs.mjs",
    ),
    _of("toygrad", SHARED | {"adam": ("adam", "")}, "trainers.mjs toygrad"),
    _of(
        "convnetjs",
        {"sgd": ("sgd", ""), "adagrad": ("adagrad", ""), "adadelta": ("adadelta", ""),
         "windowgrad": ("rmsprop", "")},
        "trainers.mjs convnetjs",
    ),
)  # fmt: skip
