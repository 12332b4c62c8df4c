"""
The outbox: jobs of edits wait in the database of the pages until the broker has them.

An edit writes the row of its job in its own statement (`pages.store`), so the edit and its job are durable together.
The relay publishes the rows and deletes each one that the broker has confirmed. A relay that ends between the two
publishes a job a second time, which is harmless: a job takes effect once (`jobs.effects`).
"""
