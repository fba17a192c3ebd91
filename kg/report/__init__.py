"""A brief on a place, made of the rows of the saved queries, every line with its sentence."""
