"""Records as pages, pictures, scripts and text."""
