"""A finished result as files: what there is, who makes it, and the popover that offers it."""
