"""The experiment as it is set by hand: arms, shared settings, presets, and the address that holds them."""
