"""What the receptionist brings in, week by week."""
