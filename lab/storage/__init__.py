"""Finished runs that last."""
