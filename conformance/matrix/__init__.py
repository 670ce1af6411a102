"""The matrix: the optimizers of every installed library, checked side by side."""
