"""Results of the engine as records."""
