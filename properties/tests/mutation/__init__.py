"""Mutation testing of optimcore and of the enclosures.

``tox run -e mutation`` lets cosmic-ray change one place at a time in a copy of the tree, and runs
the tests that ``modules.toml`` lists for the module. A mutant on which they pass survives. Every
survivor must be listed in ``equivalent.toml`` with the reason why no test can distinguish it from
the source. The environment fails on any other survivor, on a listed mutant that is killed or does
not match the source, and if fewer than 95 % of all mutants are killed.

mutmut cannot be used: it writes all mutants of a module into one file, where the edits of
``source_edits.py`` do not match exactly one place. cosmic-ray writes one mutant at a time.

``tox run -e mutation -- branching sgd`` tests only the modules with these names.
"""
