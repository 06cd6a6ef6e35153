"""Finished results that come with the program: a fresh copy has something to show before anything is trained."""
