/* Motion JPEG over HTTP: parts are measured by their Content-Length, and checked at both ends. */
#define _GNU_SOURCE
#include "fleet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const uint8_t START_OF_IMAGE[2] = {0xFF, 0xD8}, END_OF_IMAGE[2] = {0xFF, 0xD9};

void multipart_begin(struct viewer *viewer) {
    char request[1024];
    snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: %s:%u\r\n%s%s%s\r\n", fleet.target,
             fleet.host, fleet.port, *fleet.authorization ? "Authorization: " : "", fleet.authorization,
             *fleet.authorization ? "\r\n" : "");
    send_all(viewer->socket, request);
}

static uint32_t little_endian(const uint8_t *bytes) {
    return bytes[0] | bytes[1] << 8 | bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

static void note_delay(const uint8_t *stamp) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    double captured = little_endian(stamp + 12) + little_endian(stamp + 16) / 1e6;
    if (fleet.delay_count < MAX_DELAYS)
        fleet.delays[fleet.delay_count++] = (float)(now.tv_sec + now.tv_nsec / 1e9 - captured);
}

static void end_part(struct viewer *viewer) {
    size_t stamp = fleet.kind == STAMPED ? STAMP_BYTES : 0;
    bool whole = viewer->body_bytes > stamp + 4 && !memcmp(viewer->edge + stamp, START_OF_IMAGE, 2) &&
                 !memcmp(viewer->tail, END_OF_IMAGE, 2);
    if (whole)
        viewer->counts.frames++;
    else
        viewer->counts.broken++;
    if (whole && stamp)
        note_delay(viewer->edge);
    viewer->in_body = false;
}

/* Takes a piece of a body; gives how much of it there was. */
static size_t take_body(struct viewer *viewer, const uint8_t *data, size_t size) {
    size_t piece = size < viewer->left ? size : (size_t)viewer->left;
    size_t seen = viewer->body_bytes - viewer->left;
    if (seen < sizeof viewer->edge) {
        size_t room = sizeof viewer->edge - seen;
        memcpy(viewer->edge + seen, data, piece < room ? piece : room);
    }
    if (piece >= 2)
        memcpy(viewer->tail, data + piece - 2, 2);
    else if (piece == 1) {
        viewer->tail[0] = viewer->tail[1];
        viewer->tail[1] = data[0];
    }
    viewer->left -= piece;
    if (!viewer->left)
        end_part(viewer);
    return piece;
}

static void end_head(struct viewer *viewer) {
    viewer->head[viewer->head_bytes] = 0;
    if (!viewer->answered) {
        if (strncmp(viewer->head, "HTTP/1.", 7) || strncmp(viewer->head + 8, " 200", 4))
            fail("the server answered %.60s", viewer->head);
        viewer->answered = true;
        viewer->head_bytes = 0;
        return;
    }
    const char *length = strcasestr(viewer->head, "Content-Length:");
    if (!length)
        return; /* the blank line after the part before */
    viewer->left = viewer->body_bytes = strtoull(length + 15, NULL, 10);
    viewer->in_body = viewer->left > 0;
    viewer->head_bytes = 0;
}

void multipart_take(struct viewer *viewer, const uint8_t *data, size_t size) {
    while (size) {
        if (viewer->in_body) {
            size_t piece = take_body(viewer, data, size);
            data += piece, size -= piece;
            continue;
        }
        if (viewer->head_bytes == MAX_HEAD_BYTES)
            fail("a head is longer than %d bytes", MAX_HEAD_BYTES);
        viewer->head[viewer->head_bytes++] = (char)*data;
        data++, size--;
        if (viewer->head_bytes >= 4 && !memcmp(viewer->head + viewer->head_bytes - 4, "\r\n\r\n", 4))
            end_head(viewer);
    }
}
