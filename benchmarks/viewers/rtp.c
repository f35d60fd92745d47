/* RTP (RFC 3550, 5.1): a frame is whole when all its packets came, up to the one with the marker. */
#include "fleet.h"

enum { RTP_HEADER_BYTES = 12, MARKER = 0x80 };

void rtp_take(struct viewer *viewer, const uint8_t *packet, size_t size) {
    if (size < RTP_HEADER_BYTES || packet[0] >> 6 != 2)
        return;
    uint16_t sequence = (uint16_t)(packet[2] << 8 | packet[3]);
    if (viewer->started) {
        uint16_t missing = (uint16_t)(sequence - viewer->sequence - 1);
        viewer->counts.lost += missing;
        viewer->whole = viewer->whole && !missing;
    }
    viewer->sequence = sequence;
    if (packet[1] & MARKER) {
        if (viewer->started && viewer->whole)
            viewer->counts.frames++;
        else if (viewer->started)
            viewer->counts.broken++;
        viewer->whole = true; /* the next frame, so far */
    } else if (!viewer->started) {
        viewer->whole = true; /* servers begin with a frame's first packet */
    }
    viewer->started = true;
}
