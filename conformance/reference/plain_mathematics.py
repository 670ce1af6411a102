r"""Mathematics as plain text, for terminals.

>>> plain_mathematics(r"\theta \leftarrow \theta - \eta\, \hat m / (\sqrt{\hat v} + \varepsilon)")
'θ ← θ - η m̂ / (√(v̂) + ε)'
"""

from __future__ import annotations

import re

SYMBOLS = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "Delta": "Δ", "varepsilon": "ε",
    "eta": "η", "theta": "θ", "lambda": "λ", "mu": "μ", "pi": "π", "rho": "ρ", "tau": "τ",
    "psi": "ψ", "leftarrow": "←", "pm": "±", "infty": "∞", "le": "≤", "ge": "≥", "cdots": "⋯",
    "cdot": "·", "top": "ᵀ", "max": "max", "min": "min",
    "qquad": "    ", "quad": "  ", "Bigl": "", "Bigr": "", "left": "", "right": "", "sum": "Σ",
}  # fmt: skip
ACCENTS = {"hat": "\N{COMBINING CIRCUMFLEX ACCENT}", "bar": "\N{COMBINING MACRON}"}
GROUP = r"\{((?:[^{}]|\{[^{}]*\})*)\}"


def plain_mathematics(latex: str) -> str:
    """Convert LaTeX to plain text: Greek letters, roots and fractions in a line.

    A command that is not known is printed without its backslash.
    """
    text = re.sub(r"\\begin\{[^}]*\}|\\end\{[^}]*\}", "", latex)
    text = re.sub(rf"\\(?:text|operatorname)(?:_)?{GROUP}", r"\1", text)
    text = re.sub(r"\\(hat|bar)\s*(\\?[A-Za-z]+|\{[^}]*\})", _accented, text)
    text = re.sub(r"\\tfrac12", "1/2", text)
    while re.search(rf"\\t?frac{GROUP}\s*{GROUP}", text):
        text = re.sub(rf"\\t?frac{GROUP}\s*{GROUP}", r"(\1) / (\2)", text)
    while re.search(rf"\\sqrt\s*{GROUP}", text):
        text = re.sub(rf"\\sqrt\s*{GROUP}", r"√(\1)", text)
    text = re.sub(r"\\sqrt\s*(\w)", r"√\1", text)
    text = re.sub(r"\\lVert\s*|\s*\\rVert", "‖", text)
    text = re.sub(r"\\([A-Za-z]+)", lambda found: SYMBOLS.get(found[1], found[1]), text)
    text = re.sub(r"\s*\\[,;! ]\s*", " ", text).replace("^ᵀ", "ᵀ")
    text = re.sub(r"([_^])\{([^{}]*)\}", _script, text)
    return "\n".join(_line(line) for line in text.replace(r"\\", "\n").split("\n") if line.strip())


def _accented(found: re.Match[str]) -> str:
    """Return a letter with its accent behind it."""
    letter = found[2].strip("{}")
    return SYMBOLS.get(letter.removeprefix("\\"), letter) + ACCENTS[found[1]]


def _script(found: re.Match[str]) -> str:
    """Return a subscript or an exponent, in parentheses unless it is a word."""
    return (
        f"{found[1]}{found[2]}"
        if re.fullmatch(r"[A-Za-z]+|\d+|.", found[2])
        else f"{found[1]}({found[2]})"
    )


def _line(text: str) -> str:
    indent = "    " if text.startswith("  ") else ""
    return indent + re.sub(r"(?<=\S) {2,}(?! )", lambda m: m[0][:4], text.replace("&", "").strip())
