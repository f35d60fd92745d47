"""What a camera has besides pictures: its clock, its logs."""
