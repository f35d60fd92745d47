"""What the project makes from its own declarations: the pages of docs/ that nobody writes by hand."""
