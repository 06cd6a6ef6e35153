"""The charts of the page about the book: our figures against its own."""
