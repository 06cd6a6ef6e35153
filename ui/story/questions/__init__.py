"""The questions of the story: how they are asked, and those of each page."""
