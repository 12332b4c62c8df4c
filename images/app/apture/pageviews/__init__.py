"""How often each page was seen, on a database of its own."""
