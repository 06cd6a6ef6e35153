"""What stands around every page: frame and menu, the visitor, the live view, what only the browser can do."""
