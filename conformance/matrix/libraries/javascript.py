"""JavaScript libraries, over the process protocol."""

from __future__ import annotations

from collections.abc import Iterable

from properties.scenarios.model import HyperValue

from .base import Configuration, Library

INSTALL = ("conformance harness files harnesses", "npm --prefix harnesses/javascript install")


def _of(
    script: str, kind: str, rule: str = "", variant: str = "", **known: HyperValue
) -> Configuration:
    """Describe an optimizer of a harness; ``known`` are its hard-coded hyper-parameters."""
    target = f"exec:node {{harnesses}}/javascript/{script} {kind}"
    return Configuration(rule or kind, target, variant, assume=known)


def _library(name: str, configurations: Iterable[Configuration]) -> Library:
    return Library(
        name, name, INSTALL, tuple(configurations), program=f"javascript/node_modules/{name}"
    )


TFJS = "tfjs.mjs"
TOYGRAD = "trainers.mjs toygrad"
CONVNETJS = "trainers.mjs convnetjs"

LIBRARIES = (
    _library(
        "@tensorflow/tfjs",
        (
            _of(TFJS, "sgd"),
            _of(TFJS, "momentum", "sgd", "momentum"),
            _of(TFJS, "nesterov", "sgd", "nesterov", nesterov=True),
            _of(TFJS, "adagrad", eps=1e-7),  # the default of the backend
            _of(TFJS, "adadelta"),
            _of(TFJS, "adam"),
            _of(TFJS, "adamax"),
            _of(TFJS, "rmsprop"),
            _of(TFJS, "centered", "rmsprop", "centered", centered=True),
        ),
    ),
    _library(
        "toygrad",
        (
            _of(TOYGRAD, "sgd"),
            _of(TOYGRAD, "nesterov", "sgd", "nesterov", nesterov=True),
            _of(TOYGRAD, "adagrad"),
            _of(TOYGRAD, "adadelta", lr=1.0),
            _of(TOYGRAD, "adam"),
        ),
    ),
    _library(
        "convnetjs",
        (
            _of(CONVNETJS, "sgd"),
            _of(CONVNETJS, "adagrad"),
            _of(CONVNETJS, "adadelta", lr=1.0),
            _of(CONVNETJS, "windowgrad", "rmsprop"),
        ),
    ),
)
