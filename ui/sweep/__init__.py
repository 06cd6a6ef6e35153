"""What only the page Learning rate shows."""
