"""Who wants what, and when it is due: the pool that every visitor shares."""
