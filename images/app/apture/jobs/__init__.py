"""Jobs: handed to the queue by the web tiers, done by the workers."""
