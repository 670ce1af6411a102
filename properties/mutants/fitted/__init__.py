"""Changes with an unknown number, for which the diagnosis solves: each covers a family of slips.

They are no mutants: a certificate cannot count them.
"""

from ...registration.registry import import_modules

import_modules(__name__, __path__)
