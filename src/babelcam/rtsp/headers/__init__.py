"""RTSP headers that have a structure of their own: one file each, its reader above its writer."""
