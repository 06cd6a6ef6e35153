"""The mathematics of the project: networks, losses, training and their comparison, on NumPy and SciPy only."""
