"""The pages of the reference, one file for each kind."""
