"""What is measured: babelcam, its peers, and the floor under all of them."""
