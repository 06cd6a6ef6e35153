"""What only the story's pages show."""
