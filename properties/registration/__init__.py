"""How the parts that can be added are found: each is one file of a package."""
