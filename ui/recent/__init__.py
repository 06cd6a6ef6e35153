"""What only the list of earlier results shows."""
