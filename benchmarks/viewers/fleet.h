/* Many viewers in one process: they take what a server sends, count whole frames, and do nothing else. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    MAX_HEAD_BYTES = 4096,     /* of a response, or of the head of a part */
    READ_BYTES = 256 * 1024,   /* taken from a socket at once */
    STAMP_BYTES = 28,          /* the IP Device SDK's header in front of each picture, section 3.1 */
    MAX_DELAYS = 1 << 20,      /* kept of one counted window */
};

enum kind { MJPEG, STAMPED, RTSP_TCP, RTSP_UDP };

struct counts {
    uint64_t frames; /* that came whole */
    uint64_t broken; /* that did not begin or end as they must, or have packets missing */
    uint64_t lost;   /* RTP packets that never came */
    uint64_t bytes;
};

struct viewer {
    int socket; /* -1: the server hung up */
    int rtp, rtcp;
    bool ready;  /* it has had a whole frame */
    struct counts counts;

    char head[MAX_HEAD_BYTES + 1];
    size_t head_bytes;
    uint64_t left; /* of a part's body, an interleaved packet or a response's body */

    /* multipart */
    bool answered, in_body;
    uint64_t body_bytes;
    uint8_t edge[STAMP_BYTES + 2], tail[2];

    /* RTSP */
    int asked; /* requests sent */
    bool playing;
    char session[128];
    uint16_t ports[2];

    /* RTP */
    bool started, whole;
    uint16_t sequence;
};

struct fleet {
    enum kind kind;
    const char *host, *target, *track, *authorization;
    uint16_t port;
    int count;
    struct viewer *viewers;
    float *delays; /* seconds, of STAMPED */
    size_t delay_count;
};

extern struct fleet fleet;

/* Ends the process: what follows would count nothing. */
void fail(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));
void send_all(int socket, const char *text);

/* A viewer's first request; then what came, as it came. */
void multipart_begin(struct viewer *viewer);
void multipart_take(struct viewer *viewer, const uint8_t *data, size_t size);
void rtsp_begin(struct viewer *viewer);
void rtsp_take(struct viewer *viewer, const uint8_t *data, size_t size);
void rtsp_keep_alive(struct viewer *viewer);
void rtp_take(struct viewer *viewer, const uint8_t *packet, size_t size);
