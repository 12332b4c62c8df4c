"""Pages, their edits, and the effects of jobs."""
