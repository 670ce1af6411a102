"""``conformance explain``."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner

from conformance.cli.main import main
from conformance.cli.terminal import print_markdown


def explain(*names: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["explain", *names])
    return result.exit_code, result.output


@pytest.mark.parametrize(
    ("name", "heading", "shown"),
    [
        ("agreement", "# Law `agreement`", "## How to fix an optimizer that fails"),
        ("swapped-betas", "# Pitfall `swapped-betas`", "## Smallest case"),
        ("adam-eps-root", "# Dialect `adam-eps-root`", "--dialect adam-eps-root"),
        ("adam", "# Rule `adam`", "θ ← θ - η m̂ / (√(v̂) + ε)"),
        ("Adam-W", "# Rule `adamw`", "Loshchilov"),
        ("momentum", "# Rule `sgd`", "nesterov"),
        ("ZERO_GRAD", "# Law `zero-grad`", "zero_grad"),
    ],
)
def test_a_page_is_printed_as_plain_text(name: str, heading: str, shown: str) -> None:
    code, output = explain(name)
    assert code == 0, output
    assert output.startswith(heading)
    assert shown in output
    assert "](" not in output


def test_a_name_of_two_kinds_has_two_pages() -> None:
    code, output = explain("mixed-dtypes", "lion")
    assert code == 0
    order = [output.index(f"# {one}") for one in ("Law", "Pitfall", "Rule")]
    assert order == sorted(order)


@pytest.mark.parametrize(
    ("name", "near"),
    [("agrement", "agreement"), ("swaped-betas", "swapped-betas"), ("adm", "adam")],
)
def test_an_unknown_name_is_wrong_use_and_similar_names_are_suggested(name: str, near: str) -> None:
    code, output = explain(name)
    assert code == 2
    assert f"named {name!r}" in output
    assert near in output.partition("Did you mean ")[2].partition("?")[0]


def test_a_name_like_no_other_gets_no_suggestion() -> None:
    code, output = explain("agreement", "qqqq")
    assert code == 2
    assert "Did you mean" not in output
    assert "conformance list KIND" in output


def test_a_terminal_gets_rendered_markdown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    print_markdown("# Law\n\n**bold** `code`\n\n```diff\n-old\n+new\n```\n")
    shown = re.sub(r"\x1b\[[\d;]*m", "", capsys.readouterr().out)
    assert "bold code" in shown
    assert not {"**", "```", "# Law"} & {*shown.split()}
