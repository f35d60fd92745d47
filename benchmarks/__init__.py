"""What the performance claims rest on: babelcam beside its peers and the floor, in one run on one machine."""
