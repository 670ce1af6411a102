"""Rewrites: each yields copies of a function with a change that one expression does not hold."""

from ...registration.registry import import_modules

import_modules(__name__, __path__)
