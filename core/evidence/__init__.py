"""What finished runs tell of their arms, in numbers: differences with their error, odds, epochs to a goal."""
