"""The optimizers that ``bench speed`` checks, right and wrong ones."""
