"""The owners' dashboard: a thin Flask app that acts only with the signed-in person's own token."""
