"""MLX, on the CPU."""

from __future__ import annotations

from .base import Configuration, Library

CLASSES = ("SGD", "RMSprop", "Adagrad", "AdaDelta", "Adam", "AdamW", "Adamax", "Lion")

LIBRARY = Library(
    "mlx",
    "mlx",
    ("mlx[cpu]==0.32.4",),
    (
        *(Configuration(name.lower(), f"mlx.optimizers:{name}") for name in CLASSES),
        Configuration("adam", "mlx.optimizers:Adam", "corrected", {"bias_correction": True}),
        Configuration("adamw", "mlx.optimizers:AdamW", "corrected", {"bias_correction": True}),
        Configuration("muon", "mlx.optimizers:Muon"),
    ),
)
