"""The way of a frame: source, channel, encoder, stream, reader. No vendor's word in here."""
