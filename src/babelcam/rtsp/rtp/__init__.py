"""RTP (RFC 3550): packets, payload formats and reports, made once for all who watch."""
