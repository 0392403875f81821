"""Every text we send: one template file per kind, rendered from rows."""
