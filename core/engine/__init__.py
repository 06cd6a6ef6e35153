"""Training many networks at once: an interface, a plain engine to read, and a compiled one to run."""
