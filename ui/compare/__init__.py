"""What only the page Compare shows, and the list of what was compared before."""
