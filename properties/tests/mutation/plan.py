"""The mutated modules, operators and tests, and the mutants known to be equivalent."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files

import msgspec

import optimcore

# The timeout of a test run, in durations of a clean run; it ends mutants with endless loops.
PATIENCE = 10
LEAST_SECONDS = 60.0


class Module(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A mutated file, and the pytest arguments to test it."""

    path: str
    tests: str

    @property
    def name(self) -> str:
        """The file's name without its folder."""
        return self.path.rpartition("/")[2].removesuffix(".py")


class Plan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The mutation operators, the modules to mutate, and the required share of killed mutants.

    ``rule_tests`` are the tests of a rule that ``modules`` does not list.
    """

    least_killed: float
    operators: tuple[str, ...]
    rule_tests: str
    modules: tuple[Module, ...]

    def chosen(self, names: Iterable[str]) -> list[Module]:
        """Return the modules with these names, or all.

        Raises:
            ValueError: there is no module with a name.
        """
        wanted = set(names)
        unknown = wanted - {module.name for module in self.modules}
        if unknown:
            known = ", ".join(module.name for module in self.modules)
            raise ValueError(f"No module is called {sorted(unknown)[0]}. Choose among {known}.")
        return [module for module in self.modules if not wanted or module.name in wanted]


class Mutant(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A change at one place: the lines before and after, and the enclosing function or class."""

    path: str
    within: str
    before: str
    after: str

    def __str__(self) -> str:
        return (
            f"{self.path}, in {self.within or 'the module'}:\n  - {self.before}\n  + {self.after}"
        )


class Equivalent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A mutant that no test can distinguish from the source, and the reason."""

    within: str
    before: str
    after: str
    reason: str


class _Listed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    module: dict[str, tuple[Equivalent, ...]]


def plan() -> Plan:
    """Return the content of ``modules.toml``, with all rules of optimcore."""
    written = msgspec.toml.decode(_text("modules.toml"), type=Plan)
    listed = {module.path for module in written.modules}
    more = [
        Module(f"optimcore/{name}.py", written.rule_tests.format(name=name))
        for name in sorted(_rule_files())
        if f"optimcore/{name}.py" not in listed
    ]
    return msgspec.structs.replace(written, modules=(*written.modules, *more))


def _rule_files() -> set[str]:
    """Return the names of the files that define the public rules of optimcore."""
    return {
        kind.__module__.rpartition(".")[2]
        for kind in vars(optimcore).values()
        if isinstance(kind, type) and issubclass(kind, optimcore.Optimizer)
    }


def equivalents() -> dict[Mutant, str]:
    """Return the reasons in ``equivalent.toml`` by mutant."""
    listed = msgspec.toml.decode(_text("equivalent.toml"), type=_Listed)
    return {
        Mutant(path, e.within, e.before, e.after): e.reason
        for path, entries in listed.module.items()
        for e in entries
    }


def _text(name: str) -> str:
    return files(__package__ or "").joinpath(name).read_text(encoding="utf-8")
