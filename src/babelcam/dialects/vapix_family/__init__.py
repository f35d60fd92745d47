"""What the axis and vapix3 documents share: ready-made image and stream addresses, compression."""
