"""Code paths of torch's optimizers. This module is light, because an option lists them."""

PATHS = ("loop", "foreach", "fused")
