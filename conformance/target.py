"""Finding the subject: ``module:attribute``, ``path/file.py:attribute``, or the object itself."""

from __future__ import annotations

import importlib
import importlib.util
import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from properties.rules import rules

from .configs import opened
from .errors import CannotRun, WrongUse
from .program import PREFIX, Program


@dataclass(frozen=True)
class Target:
    """What was pointed at: how it was written, the object, and the module it came from."""

    text: str
    thing: Any
    module: ModuleType | None

    @property
    def attribute(self) -> str:
        """The name of the class or factory."""
        return self.text.rpartition(":")[2].rpartition(".")[2]

    def uses(self, package: str) -> bool:
        """Whether its module has something of that package, under whatever name."""
        # A module that is loaded when it is looked at may change what is there.
        had = list(vars(self.module).values()) if self.module else []
        return any(_place(one).partition(".")[0] == package for one in had)


def _place(one: object) -> str:
    """The module that it is, or the one that it is from."""
    name = "__name__" if issubclass(type(one), ModuleType) else "__module__"
    try:
        place = getattr(one, name, "")
    except Exception:
        return ""  # what stands for something else may fail to get it
    return place if isinstance(place, str) else ""


def resolve(target: object) -> Target:
    """The target as an object.

    Raises:
        WrongUse: the text has no attribute part, or there is no such file or attribute.
        CannotRun: importing it raised.
    """
    if not isinstance(target, str):
        name = getattr(target, "__name__", type(target).__name__)
        where = getattr(target, "__module__", "")
        return Target(f"{where}:{name}", opened(target), sys.modules.get(where))
    if target.startswith(PREFIX):
        return Target(target, Program.of(target), None)
    place, colon, attribute = target.rpartition(":")
    if not (colon and place and attribute):
        raise WrongUse(
            f"TARGET {target!r} has no attribute, so there is nothing to call. Write "
            "module:attribute or path/file.py:attribute, as in torch.optim:Adam."
        )
    module = _module(place, target)
    thing: Any = module
    for part in attribute.split("."):
        if not hasattr(thing, part):
            raise WrongUse(
                f"TARGET {target!r}: {place} has no attribute {part!r}. It has: "
                f"{', '.join(sorted(n for n in vars(module) if not n.startswith('_')))}."
            )
        thing = getattr(thing, part)
    if not callable(thing) and not hasattr(thing, "update"):
        raise WrongUse(
            f"TARGET {target!r} is a {type(thing).__name__}, which cannot be called with "
            "parameters. Name an optimizer class, or a function that returns an optimizer."
        )
    return Target(target, opened(thing), module)


def _module(place: str, target: str) -> ModuleType:
    try:
        return _from_file(Path(place)) if place.endswith(".py") else _named(place)
    except WrongUse:
        raise
    except ModuleNotFoundError as error:
        kind = WrongUse if place.startswith(str(error.name)) else CannotRun
        raise kind(
            f"TARGET {target!r}: {error}, so it cannot be judged. Install it beside this suite, "
            "or correct the name."
        ) from error
    except (Exception, SystemExit) as error:
        raise CannotRun(
            f"TARGET {target!r}: importing it raised {type(error).__name__}: {error}. Make it "
            "importable by itself first."
        ) from error


def _named(place: str) -> ModuleType:
    # As with ``python -m``: modules in the current folder are found.
    sys.path.insert(0, os.getcwd())
    try:
        return importlib.import_module(place)
    finally:
        sys.path.pop(0)


def _from_file(path: Path) -> ModuleType:
    if not path.is_file():
        raise WrongUse(
            f"TARGET names the file {str(path)!r}, which does not exist. Correct the path."
        )
    name = f"conformance_target_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    # As when a script is run: files beside the target can be imported by it.
    sys.path.insert(0, str(path.parent.resolve()))
    try:
        # Not by the loader: its cache takes a file mended within a second for the old one.
        exec(compile(path.read_bytes(), str(path), "exec"), vars(module))  # noqa: S102
    finally:
        sys.path.pop(0)
    return module


# Other algorithms whose names contain one of ours as a whole word.
_OTHERS = re.compile(
    r"(adamod|adamp|adams|qhadam|sparse_?adam|lazy_?adam|adamwr|diffgrad|sign_?sgd|acc_?sgd"
    r"|schedule_?free|sgdp|sgdw|sgdr|nesterov_?sgd|nadamw|radamw|adam_?mini|fadam|vadam|dadapt"
    r"|tiger|ranger|lookahead)",
    re.IGNORECASE,
)


def rule_of(target: Target) -> str | None:
    """The rule that the name plainly claims: ``Adam``, ``FusedAdam``, ``my_sgd``, ``AdaGrad2``."""
    if _OTHERS.search(target.attribute):
        return None
    split = r"(?<=[a-z0-9])(?=[A-Z])|_|(?<=[A-Z]{3})(?=[A-Z][a-z])"
    words = [re.sub(r"\d+$", "", w) for w in re.sub(split, " ", target.attribute).lower().split()]
    spans = [range(i, j) for i in range(len(words)) for j in range(i + 1, len(words) + 1)]
    named = [span for span in spans if "".join(words[k] for k in span) in rules()]
    widest = [s for s in named if not any(set(s) < set(other) for other in named)]
    found = {"".join(words[k] for k in span) for span in widest}
    return found.pop() if len(found) == 1 else None


def claimed_rule(target: Target, rule: str | None) -> str:
    """The rule to judge by: the one given, or the one that the name claims.

    Raises:
        WrongUse: there is no such rule, or the name is not plain.
    """
    known = ", ".join(rules())
    if rule is None:
        rule = rule_of(target)
        if rule is None:
            raise WrongUse(
                f"The name {target.attribute!r} does not say plainly which rule it follows, so "
                f"there is nothing to judge it by. Give --rule, one of: {known}."
            )
    if rule not in rules():
        raise WrongUse(f"There is no rule {rule!r} here. Give --rule, one of: {known}.")
    return rule
