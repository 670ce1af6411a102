"""Examples for the documentation: a smallest case of each pitfall and dialect, and optimizers that
break each law."""
