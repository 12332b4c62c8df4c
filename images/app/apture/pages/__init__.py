"""Pages, their edits, and what jobs left behind."""
