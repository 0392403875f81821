"""The bridge from our processes to the outside: the database, the carrier, the chat widget, the model."""
