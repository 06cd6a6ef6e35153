"""Sweeps: the runs of a grid of settings, each trained once, as one table."""
