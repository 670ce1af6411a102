"""Programs that write the files of this package."""
