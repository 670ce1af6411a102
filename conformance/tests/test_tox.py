"""tox: the documented environments, and the versions of the matrix's libraries."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from configparser import ConfigParser, SectionProxy
from pathlib import Path

import pytest
from packaging.version import Version

from conformance.matrix.libraries import Library, libraries
from conformance.tests.tox_environments import environments

# The repository; an installed copy of the tests is run in it.
FILE = next(
    (p for p in (Path(__file__).parents[2] / "tox.ini", Path("tox.ini")) if p.is_file()), Path()
)

pytestmark = pytest.mark.skipif(not FILE.name, reason="tox.ini is in the repository, not installed")


@pytest.fixture(scope="module")
def tox() -> ConfigParser:
    parser = ConfigParser(interpolation=None)
    parser.read(FILE, encoding="utf-8")
    return parser


def test_the_default_run_has_every_check_and_each_version_of_python(tox: ConfigParser) -> None:
    default = environments(tox["tox"]["env_list"])
    assert default == {"lint", "types", "imports", "tests", "py311", "py312", "py313"}


def test_the_default_run_and_the_campaign_leave_no_test_out(tox: ConfigParser) -> None:
    default, campaign = (
        next(tox[name]["commands"] for name in tox.sections() if name.startswith(section))
        for section in ("testenv:tests", "testenv:campaign")
    )
    assert 'pytest -n auto -m "not campaign"' in default
    assert "pytest -n auto -m campaign" in campaign


def matrix(tox: ConfigParser) -> SectionProxy:
    return next(tox[name] for name in tox.sections() if name.startswith("testenv:matrix-"))


def for_environment(section: SectionProxy, key: str, name: str) -> Iterator[str]:
    """The lines of a setting that an environment's factors select."""
    factors = set(name.split("-"))
    for line in section[key].strip().splitlines():
        chosen, colon, value = line.partition(": ")
        if colon and any(set(one.strip().split("-")) <= factors for one in chosen.split(",")):
            yield value


IN_PYTHON = [one for one in libraries().values() if not one.program]


def test_each_library_in_python_has_an_environment(tox: ConfigParser) -> None:
    names = environments(matrix(tox).name.removeprefix("testenv:"))
    assert names == {f"matrix-{one.name}" for one in IN_PYTHON}


@pytest.mark.parametrize("library", IN_PYTHON, ids=lambda one: one.name)
def test_an_environment_installs_the_library_in_the_documented_version(
    tox: ConfigParser, library: Library
) -> None:
    name, section = f"matrix-{library.name}", matrix(tox)
    installed = {*for_environment(section, "deps", name)}
    assert installed == {*library.install} - {"optimcore"}
    assert all("==" in requirement for requirement in installed)
    *_, judged = for_environment(section, "set_env", name)
    assert judged == f"LIBRARY = {library.name}"


def lower_bounds() -> dict[str, Version]:
    """The oldest version of each dependency, and of torch."""
    text = FILE.with_name("pyproject.toml").read_text(encoding="utf-8")
    project = tomllib.loads(text)["project"]
    found = {}
    for line in (*project["dependencies"], *project["optional-dependencies"]["torch"]):
        name, version = re.fullmatch(r"([\w-]+)>=([\d.]+)", line).groups()  # type: ignore[union-attr]
        found[name] = Version(version)
    return found


def test_the_oldest_environment_has_the_oldest_versions_that_are_allowed(tox: ConfigParser) -> None:
    lines = tox["testenv:{oldest,oldest-torch}"]["deps"].replace("torch: ", "").split()
    pins = {name: Version(version) for name, _, version in (line.partition("==") for line in lines)}
    assert pins == lower_bounds()


def test_the_wheel_is_tested_and_not_the_checkout(tox: ConfigParser) -> None:
    assert tox["testenv"]["package"] == "wheel"
    versions = ("py311-torch,py312-torch,py313-torch", "oldest,oldest-torch")
    for name in ("testenv", *(f"testenv:{{{group}}}" for group in versions)):
        assert "use_develop" not in tox[name]
        assert tox[name].get("change_dir", tox["testenv"]["change_dir"]) == "{env_tmp_dir}"
        assert "--pyargs optimcore properties conformance" in tox[name]["commands"]
