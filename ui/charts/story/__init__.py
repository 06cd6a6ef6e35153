"""The figures of the pages of the story."""
