"""The matrix: the optimizers of every installed library, judged side by side."""
