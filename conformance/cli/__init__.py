"""The subcommands, one file each.

A module here imports only click and its neighbours at the top. A command imports what it runs in
its function, so that ``--help``, completion and wrong options need none of it.
"""
