"""What can be set on a camera, in its own words."""
