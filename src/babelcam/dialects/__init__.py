"""The vendors' languages. Each folder is one vendor's document, as tables and short handlers."""
