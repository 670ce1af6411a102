"""Changes that the diagnosis tries where no mutant explains a subject.

They are many, and some concern several places, so that certificates do not count them.
"""

from ...registration.registry import import_modules

import_modules(__name__, __path__, skipped=("bodies", "computed_numbers"))
