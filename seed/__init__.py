"""From a business's file to a live tenant."""
