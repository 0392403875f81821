"""E-mail out: the texts of people who left only an address, over SMTP."""
