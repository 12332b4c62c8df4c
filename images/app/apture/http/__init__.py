"""HTTP: what all views have in common."""
