"""Operators: each yields what an expression of a rule can be replaced by."""

from ...registration.registry import import_modules

import_modules(__name__, __path__)
