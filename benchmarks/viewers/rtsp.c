/* RTSP as a recorder speaks it: OPTIONS, DESCRIBE, SETUP, PLAY without Range; then RTP after '$', length. */
#define _GNU_SOURCE
#include "fleet.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { FIRST_PORT = 20000, LAST_PORT = 32000, RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024, INTERLEAVED_BYTES = 4 };
enum step { OPTIONS, DESCRIBE, SETUP, PLAY, STEPS };

static const char *const METHODS[STEPS] = {"OPTIONS", "DESCRIBE", "SETUP", "PLAY"};

static void ask(struct viewer *viewer, const char *method, const char *target, const char *more) {
    char request[2048];
    bool known = *viewer->session;
    viewer->asked++;
    snprintf(request, sizeof request, "%s %s RTSP/1.0\r\nCSeq: %d\r\n%s%s%s%s%s%s%s\r\n", method, target,
             viewer->asked, *fleet.authorization ? "Authorization: " : "", fleet.authorization,
             *fleet.authorization ? "\r\n" : "", known ? "Session: " : "", viewer->session,
             known ? "\r\n" : "", more);
    send_all(viewer->socket, request);
}

static int bound(uint16_t port) {
    int made = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0), room = RECEIVE_BUFFER_BYTES;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    inet_pton(AF_INET, fleet.host, &address.sin_addr);
    if (made < 0)
        fail("no more sockets");
    setsockopt(made, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
    if (!bind(made, (struct sockaddr *)&address, sizeof address))
        return made;
    close(made);
    return -1;
}

/* An even port and the odd one above it. */
static void bind_pair(struct viewer *viewer) {
    static int port = FIRST_PORT;
    for (; port < LAST_PORT; port += 2) {
        viewer->rtp = bound((uint16_t)port);
        viewer->rtcp = viewer->rtp < 0 ? -1 : bound((uint16_t)(port + 1));
        if (viewer->rtcp >= 0) {
            viewer->ports[0] = (uint16_t)port, viewer->ports[1] = (uint16_t)(port + 1);
            port += 2;
            return;
        }
        if (viewer->rtp >= 0)
            close(viewer->rtp);
    }
    fail("no ports are free from %d to %d", FIRST_PORT, LAST_PORT);
}

static void next_step(struct viewer *viewer) {
    char transport[128];
    switch (viewer->asked) {
    case OPTIONS:
        ask(viewer, METHODS[OPTIONS], fleet.target, "");
        break;
    case DESCRIBE:
        ask(viewer, METHODS[DESCRIBE], fleet.target, "Accept: application/sdp\r\n");
        break;
    case SETUP:
        if (fleet.kind == RTSP_UDP)
            snprintf(transport, sizeof transport, "Transport: RTP/AVP;unicast;client_port=%u-%u\r\n",
                     viewer->ports[0], viewer->ports[1]);
        else
            snprintf(transport, sizeof transport, "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n");
        ask(viewer, METHODS[SETUP], fleet.track, transport);
        break;
    case PLAY:
        ask(viewer, METHODS[PLAY], fleet.target, "");
        break;
    default:
        viewer->playing = true;
    }
}

void rtsp_begin(struct viewer *viewer) {
    if (fleet.kind == RTSP_UDP)
        bind_pair(viewer);
    next_step(viewer);
}

/* Sessions that say nothing for a minute end (RFC 2326, 12.37). */
void rtsp_keep_alive(struct viewer *viewer) {
    if (viewer->playing && viewer->socket >= 0)
        ask(viewer, METHODS[OPTIONS], fleet.target, "");
}

static void end_response(struct viewer *viewer) {
    viewer->head[viewer->head_bytes] = 0;
    viewer->head_bytes = 0;
    if (strncmp(viewer->head, "RTSP/1.0 200", 12))
        fail("request %d was answered %.60s", viewer->asked, viewer->head);
    const char *length = strcasestr(viewer->head, "\r\nContent-Length:");
    viewer->left = length ? strtoull(length + 17, NULL, 10) : 0;
    const char *session = strcasestr(viewer->head, "\r\nSession:");
    if (session && !*viewer->session)
        sscanf(session + 10, " %127[^; \r\n]", viewer->session);
    if (!viewer->playing)
        next_step(viewer);
}

/* Whether the head is complete; if it is, what it says has been done. */
static bool take_head(struct viewer *viewer) {
    const uint8_t *head = (const uint8_t *)viewer->head;
    size_t size = viewer->head_bytes;
    if (head[0] != '$') {
        bool complete = size >= 4 && !memcmp(head + size - 4, "\r\n\r\n", 4);
        if (complete)
            end_response(viewer);
        return complete;
    }
    if (size < INTERLEAVED_BYTES)
        return false;
    size_t packet = (size_t)(head[2] << 8 | head[3]), wanted = packet < 12 ? packet : 12;
    if (size < INTERLEAVED_BYTES + wanted)
        return false;
    if (head[1] == 0)
        rtp_take(viewer, head + INTERLEAVED_BYTES, wanted);
    viewer->left = packet - wanted;
    viewer->head_bytes = 0;
    return true;
}

void rtsp_take(struct viewer *viewer, const uint8_t *data, size_t size) {
    while (size) {
        if (viewer->left) {
            size_t piece = size < viewer->left ? size : (size_t)viewer->left;
            viewer->left -= piece;
            data += piece, size -= piece;
            continue;
        }
        if (viewer->head_bytes == MAX_HEAD_BYTES)
            fail("a response is longer than %d bytes", MAX_HEAD_BYTES);
        viewer->head[viewer->head_bytes++] = (char)*data;
        data++, size--;
        take_head(viewer);
    }
}
