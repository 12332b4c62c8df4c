"""Jobs: the web tiers publish them, the workers run them."""
