"""What only Digits shows: what each network answers to single images, and why."""
