"""The picture of a comparison, that the page is about: accuracy of all arms, large, and the cost of each, small."""
