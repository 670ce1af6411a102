"""A cache of what was detected, for a process that checks many optimizers.

What scenarios and laws detect depends on the rule and on the capabilities of the subject, but not
on the subject. A test suite checks many optimizers of one rule that have the same arguments.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from hashlib import blake2b
from typing import Any, TypeVar, cast

from cachetools import LRUCache

from ..rules.registry import Rule
from ..scenarios.encoding import to_json
from ..scenarios.model import Scenario
from ..subjects.trajectory import Capabilities

Result = TypeVar("Result")

# The number of results that are kept; one is a few hundred words.
KEPT = 256

_results: LRUCache[Hashable, Any] = LRUCache(KEPT)


def cached_detection(key: Hashable, compute: Callable[[], Result]) -> Result:
    """Return the result for a key, computed only if it is not in the cache."""
    if key not in _results:
        _results[key] = compute()
    return cast(Result, _results[key])


def detection_key(
    rule: Rule, capabilities: Capabilities, laws: Iterable[str], scenarios: Sequence[Scenario]
) -> Hashable:
    """Return what a detection depends on: equal keys have equal results."""
    digest = blake2b(digest_size=16)
    for scenario in scenarios:
        digest.update(to_json(scenario))
    return (
        *(rule.name, rule.edits, rule.dialects, rule.rounding_variant, rule.one_count),
        *(tuple(rule.defaults.items()), rule.enclosed_by),
        *(capabilities.hyper, capabilities.settable, frozenset(capabilities.unsupported)),
        *(capabilities.required, capabilities.few_shapes, tuple(laws), digest.digest()),
    )
