"""What only the class board shows: the teacher's view for a projector, and the student's for a phone."""
