/* usage: viewers KIND HOST PORT COUNT TARGET TRACK AUTHORIZATION

   Says "ready" when every viewer has had a whole frame. Then takes commands, a line each:
   mark      count from now on; answers "marked"
   report    answers with the counts since then, as JSON
   stall N   the first N viewers stop reading for ever; answers "stalled"
   and ends when its input does. A viewer that cannot be started ends it with a word on stderr. */
#define _GNU_SOURCE
#include "fleet.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { HANDSHAKES = 8, EVENTS = 256, DATAGRAMS = 64, DATAGRAM_BYTES = 2048, KEEP_ALIVE_SECONDS = 20 };
enum role { CONNECTION, RTP, RTCP, COMMANDS };

struct fleet fleet;

static const char *const KINDS[] = {"mjpeg", "stamped", "rtsp-tcp", "rtsp-udp"};
static uint8_t buffer[READ_BYTES];
static int epoll, started, ready;

void fail(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    exit(1);
}

void send_all(int socket, const char *text) {
    ssize_t sent = send(socket, text, strlen(text), MSG_NOSIGNAL);
    if (sent != (ssize_t)strlen(text) && errno != EPIPE && errno != ECONNRESET)
        fail("a request could not be sent: %s", strerror(errno));
}

static void watch(int descriptor, int index, enum role role) {
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = (uint64_t)index << 2 | role};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event))
        fail("epoll: %s", strerror(errno));
}

static void start(int index) {
    struct viewer *viewer = &fleet.viewers[index];
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(fleet.port)};
    inet_pton(AF_INET, fleet.host, &address.sin_addr);
    viewer->socket = socket(AF_INET, SOCK_STREAM, 0);
    if (viewer->socket < 0 || connect(viewer->socket, (struct sockaddr *)&address, sizeof address))
        fail("viewer %d cannot connect: %s", index + 1, strerror(errno));
    if (fleet.kind == MJPEG || fleet.kind == STAMPED)
        multipart_begin(viewer);
    else
        rtsp_begin(viewer);
    watch(viewer->socket, index, CONNECTION);
    if (fleet.kind == RTSP_UDP) {
        watch(viewer->rtp, index, RTP);
        watch(viewer->rtcp, index, RTCP);
    }
}

static void hung_up(struct viewer *viewer, int index) {
    if (!viewer->ready)
        fail("the server hung up on viewer %d before its first frame", index + 1);
    close(viewer->socket);
    viewer->socket = -1;
}

static void read_connection(struct viewer *viewer, int index) {
    ssize_t size = recv(viewer->socket, buffer, sizeof buffer, MSG_DONTWAIT);
    if (size < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (size <= 0) {
        hung_up(viewer, index);
        return;
    }
    viewer->counts.bytes += (uint64_t)size;
    if (fleet.kind == MJPEG || fleet.kind == STAMPED)
        multipart_take(viewer, buffer, (size_t)size);
    else
        rtsp_take(viewer, buffer, (size_t)size);
}

static void read_datagrams(struct viewer *viewer, int descriptor, bool media) {
    struct mmsghdr messages[DATAGRAMS];
    struct iovec vectors[DATAGRAMS];
    for (int index = 0; index < DATAGRAMS; index++) {
        vectors[index] = (struct iovec){buffer + index * DATAGRAM_BYTES, DATAGRAM_BYTES};
        messages[index] = (struct mmsghdr){.msg_hdr = {.msg_iov = &vectors[index], .msg_iovlen = 1}};
    }
    int count = recvmmsg(descriptor, messages, DATAGRAMS, MSG_DONTWAIT, NULL);
    for (int index = 0; media && index < count; index++) {
        viewer->counts.bytes += messages[index].msg_len;
        rtp_take(viewer, buffer + index * DATAGRAM_BYTES, messages[index].msg_len);
    }
}

static void mark(void) {
    for (int index = 0; index < fleet.count; index++)
        fleet.viewers[index].counts = (struct counts){0};
    fleet.delay_count = 0;
    puts("marked");
}

static int by_size(const void *one, const void *other) {
    float difference = *(const float *)one - *(const float *)other;
    return (difference > 0) - (difference < 0);
}

static double percentile(double part) {
    return fleet.delay_count ? fleet.delays[(size_t)((double)(fleet.delay_count - 1) * part)] : 0;
}

static void report(void) {
    struct counts sum = {0};
    int closed = 0;
    printf("{\"frames\": [");
    for (int index = 0; index < fleet.count; index++) {
        struct viewer *viewer = &fleet.viewers[index];
        printf(index ? ", %lu" : "%lu", viewer->counts.frames);
        sum.broken += viewer->counts.broken;
        sum.lost += viewer->counts.lost;
        sum.bytes += viewer->counts.bytes;
        closed += viewer->socket < 0;
    }
    qsort(fleet.delays, fleet.delay_count, sizeof *fleet.delays, by_size);
    printf("], \"broken\": %lu, \"lost\": %lu, \"bytes\": %lu, ", sum.broken, sum.lost, sum.bytes);
    printf("\"closed\": %d, ", closed);
    printf("\"delays\": [%.6f, %.6f, %.6f]}\n", percentile(0.5), percentile(0.99), percentile(1));
}

static void stall(int count) {
    for (int index = 0; index < count && index < fleet.count; index++)
        if (fleet.viewers[index].socket >= 0)
            epoll_ctl(epoll, EPOLL_CTL_DEL, fleet.viewers[index].socket, NULL);
    puts("stalled");
}

static void obey(void) {
    static char line[64];
    static size_t size;
    ssize_t got = read(STDIN_FILENO, line + size, sizeof line - 1 - size);
    if (got <= 0)
        exit(0);
    size += (size_t)got;
    line[size] = 0;
    if (!strchr(line, '\n'))
        return;
    size = 0;
    if (!strncmp(line, "mark", 4))
        mark();
    else if (!strncmp(line, "report", 6))
        report();
    else if (!strncmp(line, "stall ", 6))
        stall(atoi(line + 6));
}

static void note_readiness(struct viewer *viewer) {
    if (viewer->ready || !viewer->counts.frames)
        return;
    viewer->ready = true;
    if (++ready == fleet.count)
        puts("ready");
}

static void take(const struct epoll_event *event) {
    int index = (int)(event->data.u64 >> 2);
    enum role role = event->data.u64 & 3;
    struct viewer *viewer = &fleet.viewers[index];
    if (role == COMMANDS) {
        obey();
        return;
    }
    if (role == CONNECTION)
        read_connection(viewer, index);
    else
        read_datagrams(viewer, role == RTP ? viewer->rtp : viewer->rtcp, role == RTP);
    note_readiness(viewer);
}

static void run(void) {
    struct epoll_event events[EVENTS];
    time_t kept_alive = time(NULL);
    for (;;) {
        for (; started < fleet.count && started - ready < HANDSHAKES; started++)
            start(started);
        int count = epoll_wait(epoll, events, EVENTS, 1000);
        for (int index = 0; index < count; index++)
            take(&events[index]);
        if (fleet.kind >= RTSP_TCP && time(NULL) - kept_alive >= KEEP_ALIVE_SECONDS) {
            kept_alive = time(NULL);
            for (int index = 0; index < started; index++)
                rtsp_keep_alive(&fleet.viewers[index]);
        }
    }
}

int main(int count, char **words) {
    if (count != 8)
        fail("usage: viewers KIND HOST PORT COUNT TARGET TRACK AUTHORIZATION");
    setvbuf(stdout, NULL, _IOLBF, 1 << 20);
    for (size_t kind = 0; kind < sizeof KINDS / sizeof *KINDS; kind++)
        if (!strcmp(words[1], KINDS[kind]))
            fleet.kind = (enum kind)kind;
    fleet.host = words[2];
    fleet.port = (uint16_t)atoi(words[3]);
    fleet.count = atoi(words[4]);
    fleet.target = words[5];
    fleet.track = words[6];
    fleet.authorization = words[7];
    fleet.viewers = calloc((size_t)fleet.count, sizeof *fleet.viewers);
    fleet.delays = malloc(MAX_DELAYS * sizeof *fleet.delays);
    epoll = epoll_create1(0);
    if (epoll < 0 || !fleet.viewers || !fleet.delays)
        fail("cannot start");
    watch(STDIN_FILENO, 0, COMMANDS);
    run();
}
