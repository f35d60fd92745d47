"""RTSP 1.0 (RFC 2326) and RTP (RFC 3550): live pictures for any player. No vendor's word in here."""
