"""Share: the link of a page, its QR code, and where it can be opened from."""
