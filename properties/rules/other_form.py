"""Other ways to write the formulas of a rule, which give the same values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class OtherForm:
    """Statements of a function of a rule, and others that compute the same.

    Papers and libraries write formulas in other ways than ``optimcore``. A slip in such a form may
    be no change of one place of the rule, but it is one of the form.

    Attributes:
        function: the name of the function.
        before: consecutive statements of its body.
        after: the statements that stand in their place.
    """

    function: str
    before: str
    after: str
