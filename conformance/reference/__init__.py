"""Pages of the reference as Markdown, from the registries and docstrings.

``conformance explain`` prints them, and the site in ``docs/`` contains them.
"""
