"""An edit that turns the sign of the step of SGD."""

from __future__ import annotations

from properties.rules.source_edits import Edit

SIGN = Edit("sgd.py", "return theta - h.lr * g, s", "return theta + h.lr * g, s")
