"""Mutants of the core and of the enclosure: does any test notice when one place is changed?

``tox run -e mutation`` has cosmic-ray change one place at a time in a copy of the tree and run the
tests that ``modules.toml`` names for that module. A mutant on which they still pass survives, and
must stand in ``equivalent.toml`` with the reason why no test could tell it from the source. The
environment fails on any other survivor, on an entry there that was killed after all or that no
longer fits the source, and where fewer than 95 % of all mutants are killed.

cosmic-ray and not mutmut: mutmut puts all mutants of a module into one file, where the edits of
``planting.py`` would no longer fit exactly one place; cosmic-ray writes one mutant to the file.

``tox run -e mutation -- choices sgd`` looks at the modules of these names alone.
"""
