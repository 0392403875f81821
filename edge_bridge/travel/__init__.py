"""Minutes from one place to another: measured offline or by a router, kept in the database, which alone decides with them.

Nothing here ever stops a booking: what cannot be recognised or measured takes the business's own figure.
"""
