"""How often each page was viewed, in a database of its own."""
