"""What pages share: frame, forms, live view, charts and wording."""
