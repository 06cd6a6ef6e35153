"""Single digits: a drawing brought to the database's form, what networks answer to it, what they look at."""
