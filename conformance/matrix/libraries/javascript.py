"""JavaScript libraries, over the process protocol."""

from __future__ import annotations

from collections.abc import Iterable

from properties.scenarios.model import HyperValue

from .base import Configuration, Library

INSTALL = ("conformance harness files harnesses", "npm --prefix harnesses/javascript install")


def _configuration(
    script: str, kind: str, rule: str = "", variant: str = "", **known: HyperValue
) -> Configuration:
    """Describe an optimizer of a harness; ``known`` are its hard-coded hyper-parameters."""
    target = f"exec:node {{harnesses}}/javascript/{script} {kind}"
    return Configuration(rule or kind, target, variant, assume=known)


def _javascript_library(name: str, configurations: Iterable[Configuration]) -> Library:
    return Library(
        name, name, INSTALL, tuple(configurations), program=f"javascript/node_modules/{name}"
    )


TFJS = "tfjs.mjs"
TOYGRAD = "trainers.mjs toygrad"
CONVNETJS = "trainers.mjs convnetjs"

LIBRARIES = (
    _javascript_library(
        "@tensorflow/tfjs",
        (
            _configuration(TFJS, "sgd"),
            _configuration(TFJS, "momentum", "sgd", "momentum"),
            _configuration(TFJS, "nesterov", "sgd", "nesterov", nesterov=True),
            _configuration(TFJS, "adagrad", eps=1e-7),  # the default of the backend
            _configuration(TFJS, "adadelta"),
            _configuration(TFJS, "adam"),
            _configuration(TFJS, "adamax"),
            _configuration(TFJS, "rmsprop"),
            _configuration(TFJS, "centered", "rmsprop", "centered", centered=True),
        ),
    ),
    _javascript_library(
        "toygrad",
        (
            _configuration(TOYGRAD, "sgd"),
            _configuration(TOYGRAD, "nesterov", "sgd", "nesterov", nesterov=True),
            _configuration(TOYGRAD, "adagrad"),
            _configuration(TOYGRAD, "adadelta", lr=1.0),
            _configuration(TOYGRAD, "adam"),
        ),
    ),
    _javascript_library(
        "convnetjs",
        (
            _configuration(CONVNETJS, "sgd"),
            _configuration(CONVNETJS, "adagrad"),
            _configuration(CONVNETJS, "adadelta", lr=1.0),
            _configuration(CONVNETJS, "windowgrad", "rmsprop"),
        ),
    ),
)
