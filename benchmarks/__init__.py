"""What the project's engine, its server and the book's networks are measured with. Nothing else imports this."""
