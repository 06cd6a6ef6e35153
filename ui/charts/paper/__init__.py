"""Figures on paper: what is drawn on the screen, as a picture that explains itself where no page stands around it."""
