"""What only the page about the book shows."""
