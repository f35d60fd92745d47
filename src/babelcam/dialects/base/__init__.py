"""How a dialect is declared, and what its handlers are given."""
