"""Release: one version, a changelog that has it, and workflows that use environments of tox."""

from __future__ import annotations

import re
import runpy
import tomllib
from typing import Any

import pytest
from packaging.version import Version

from conformance.tests.documentation import ROOT, needs_pages
from conformance.tests.test_readme import tox_names

yaml = pytest.importorskip("yaml")
pytestmark = needs_pages

WORKFLOWS = sorted(ROOT.glob(".github/workflows/*.yml"))
FORMS = sorted(ROOT.glob(".github/ISSUE_TEMPLATE/*.yml"))
KINDS = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def version() -> str:
    return str(tomllib.loads(read("pyproject.toml"))["project"]["version"])


def titles(text: str, level: str) -> list[str]:
    return re.findall(rf"^{level} (.*)$", text, re.MULTILINE)


def test_every_file_has_the_version_of_the_project() -> None:
    assert yaml.safe_load(read("CITATION.cff"))["version"] == version()
    assert set(re.findall(r"(?:@|rev: )v(\d+\.\d+\.\d+)", read("docs/ci.md"))) == {version()}


def test_no_source_repeats_the_version() -> None:
    for package in ("conformance", "optimcore", "properties"):
        assert not re.search(r"__version__\s*=", read(f"{package}/__init__.py"))


def test_the_changelog_lists_the_versions_from_new_to_old() -> None:
    first, *released = titles(read("CHANGELOG.md"), "##")
    assert first == "Unreleased"
    assert version() in released
    assert released == sorted(released, key=Version, reverse=True)
    sections = re.split(r"^## ", read("CHANGELOG.md"), flags=re.MULTILINE)[1:]
    for section in sections:
        found = titles(section, "###")
        assert found == [kind for kind in KINDS if kind in found], section.partition("\n")[0]


CHANGES = "# Changelog\n\n## Unreleased\n\n## 0.2.0\n\n- News.\n\n## 0.1.0\n\n- First.\n"


@pytest.mark.parametrize(
    ("tag", "changelog", "problem"),
    [
        ("v0.2.0", CHANGES, ""),
        ("0.2.0", CHANGES, "is not v0.2.0"),
        ("v0.3.0", CHANGES, "is not v0.2.0"),
        ("v0.2.0", CHANGES.replace("## 0.2.0", "## 0.2"), "no section with the title 0.2.0"),
        ("v0.2.0", CHANGES.replace("- News.", ""), "no section with the title 0.2.0"),
        ("v0.2.0", CHANGES.replace("d\n", "d\n\n- More.\n", 1), "entries under Unreleased"),
    ],
)
def test_a_tag_is_released_if_the_changelog_has_it(tag: str, changelog: str, problem: str) -> None:
    find_problem = runpy.run_path(str(ROOT / ".ci" / "release.py"))["find_problem"]
    found = find_problem(tag, "0.2.0", changelog)
    assert problem in found
    assert bool(problem) == bool(found)


def steps(workflow: dict[str, Any]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    return [(job, step) for job in workflow["jobs"].values() for step in job["steps"]]


def environments_of(workflow: dict[str, Any]) -> set[str]:
    """The environments of tox that a workflow runs, with the values of its matrices."""
    found = set()
    for job, step in steps(workflow):
        matrix = job.get("strategy", {}).get("matrix", {})
        values = [*matrix.get("environment", []), *matrix.get("name", [])]
        values += [one["environment"] for one in matrix.get("include", [])]
        for name in re.findall(r"tox run -e (\S.*)$", step.get("run", "")):
            found |= {re.sub(r"\$\{\{.*?\}\}", str(value), name) for value in values or [""]}
    return found


def test_the_workflows_run_every_environment() -> None:
    run = [environments_of(yaml.safe_load(p.read_text(encoding="utf-8"))) for p in WORKFLOWS]
    # The workflow has each version of Python with torch instead of the one that is installed.
    assert set().union(*run) == tox_names() - {"tests"}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_may_read_the_repository_alone(path: Any) -> None:
    assert yaml.safe_load(path.read_text(encoding="utf-8"))["permissions"] == {"contents": "read"}


def test_a_release_is_published_without_a_token() -> None:
    workflow = yaml.safe_load(read(".github/workflows/release.yml"))
    publish = workflow["jobs"]["publish"]
    assert publish["permissions"] == {"id-token": "write"}
    assert publish["needs"] == "build"
    assert "secrets." not in read(".github/workflows/release.yml")
    runs = [step.get("run", "") for step in workflow["jobs"]["build"]["steps"]]
    assert any("release.py" in run for run in runs)
    assert "tox run -e package" in runs


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_a_form_has_fields_with_labels(path: Any) -> None:
    form = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert form["name"]
    assert form["description"]
    fields = [field for field in form["body"] if field["type"] != "markdown"]
    assert all(field["attributes"]["label"] for field in fields)
    assert len({field["id"] for field in fields}) == len(fields)


def test_a_false_alarm_is_reported_with_its_capsule() -> None:
    form = yaml.safe_load(read(".github/ISSUE_TEMPLATE/false_alarm.yml"))
    [capsule] = [field for field in form["body"] if field.get("id") == "capsule"]
    assert capsule["validations"]["required"]
    assert "--capsules" in capsule["attributes"]["description"]
