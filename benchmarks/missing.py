"""What a machine may lack."""


class Missing(Exception):
    """Something that a measurement needs is not on this machine; the text is one clear line."""
