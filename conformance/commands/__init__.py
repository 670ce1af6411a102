"""The subcommands, one small file each."""
