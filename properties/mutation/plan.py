"""What is mutated, how, and under which tests; which survivors are known to be equivalent."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files

import msgspec

import optimcore

# No test run may take longer than this many clean runs: a mutant that loops is killed by then.
PATIENCE = 10
LEAST_SECONDS = 60.0


class Module(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One mutated file, and what pytest is given to test it."""

    path: str
    tests: str

    @property
    def name(self) -> str:
        """The file's name without its folder."""
        return self.path.rpartition("/")[2].removesuffix(".py")


class Plan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The operators applied, the modules they are applied to, and the share to be killed.

    ``rule_tests`` are the tests of a rule of the core that ``modules`` does not list.
    """

    least_killed: float
    operators: tuple[str, ...]
    rule_tests: str
    modules: tuple[Module, ...]

    def chosen(self, names: Iterable[str]) -> list[Module]:
        """The modules of these names, or all.

        Raises:
            ValueError: a name is not that of a module.
        """
        wanted = set(names)
        unknown = wanted - {module.name for module in self.modules}
        if unknown:
            known = ", ".join(module.name for module in self.modules)
            raise ValueError(f"No module is called {sorted(unknown)[0]}. Choose among {known}.")
        return [module for module in self.modules if not wanted or module.name in wanted]


class Mutant(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A change of one place: the lines before and after it, in a function or class of a file."""

    path: str
    within: str
    before: str
    after: str

    def __str__(self) -> str:
        return (
            f"{self.path}, in {self.within or 'the module'}:\n  - {self.before}\n  + {self.after}"
        )


class Equivalent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A mutant that no test can tell from the source, and why."""

    within: str
    before: str
    after: str
    reason: str


class _Listed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    module: dict[str, tuple[Equivalent, ...]]


def plan() -> Plan:
    """The content of ``modules.toml``, with all rules of the core."""
    written = msgspec.toml.decode(_text("modules.toml"), type=Plan)
    listed = {module.path for module in written.modules}
    more = [
        Module(f"optimcore/{name}.py", written.rule_tests.format(name=name))
        for name in sorted(_rule_files())
        if f"optimcore/{name}.py" not in listed
    ]
    return msgspec.structs.replace(written, modules=(*written.modules, *more))


def _rule_files() -> set[str]:
    """The names of the files in which the public rules of the core are written."""
    return {
        kind.__module__.rpartition(".")[2]
        for kind in vars(optimcore).values()
        if isinstance(kind, type) and issubclass(kind, optimcore.Optimizer)
    }


def equivalents() -> dict[Mutant, str]:
    """The reasons of ``equivalent.toml``, by mutant."""
    listed = msgspec.toml.decode(_text("equivalent.toml"), type=_Listed)
    return {
        Mutant(path, e.within, e.before, e.after): e.reason
        for path, entries in listed.module.items()
        for e in entries
    }


def _text(name: str) -> str:
    return files(__package__ or "").joinpath(name).read_text(encoding="utf-8")
