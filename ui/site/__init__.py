"""What is around every page: frame and menu, the visitor, the pool and store, the live view, code for the browser."""
