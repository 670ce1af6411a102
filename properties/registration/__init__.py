"""Registration of parts that can be added as one file of a package."""
