"""HTTP: the server, who may ask, forms, and the fan-out of streams. No vendor's word in here."""
