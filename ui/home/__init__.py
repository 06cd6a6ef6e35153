"""What only Home shows: a finished result to begin with, the other comparisons as cards, and the way into the story."""
