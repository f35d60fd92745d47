/* usage: floor KIND RATE FILE, with KIND http, rtsp-tcp or rtsp-udp

   The least that a server can do: it sends ready-made bytes from FILE to whoever asks, RATE frames a second,
   one send() a frame and viewer, and understands of a request no more than it must. Prints its port.

   FILE holds pieces: a struct piece, then its bytes. Pieces up to one marked `last` make a frame. Those for
   UDP are cut by the kernel (UDP_SEGMENT), a piece with one sendmsg(). A viewer that has not taken the whole
   frame before is left out of the next. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <fcntl.h>
#include <unistd.h>

enum { MAX_VIEWERS = 4096, EVENTS = 256, REQUEST_BYTES = 2048, SEND_BUFFER_BYTES = 4 * 1024 * 1024 };
enum { LISTENER = MAX_VIEWERS, TIMER };

static const char HTTP_ANSWER[] =
    "HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace;boundary=b\r\n\r\n--b\r\n";

struct piece {
    uint32_t bytes;
    uint16_t segment; /* bytes of each packet, for UDP */
    uint16_t last;
};

struct viewer {
    int socket; /* 0: nobody */
    bool playing, waiting;
    const uint8_t *rest; /* of a frame that the kernel did not take at once */
    size_t rest_bytes;
    char request[REQUEST_BYTES + 1];
    size_t request_bytes;
    struct sockaddr_in address;
};

static struct viewer viewers[MAX_VIEWERS];
static int count, epoll, datagrams;
static bool rtsp, udp;
static uint8_t *next, *file, *end;
static uint16_t sequence;

static void die(const char *what) {
    perror(what);
    exit(1);
}

static void watch(int operation, int descriptor, uint32_t events, uint32_t index) {
    struct epoll_event event = {.events = events, .data.u32 = index};
    if (epoll_ctl(epoll, operation, descriptor, &event))
        die("epoll_ctl");
}

static void leave(struct viewer *viewer) {
    close(viewer->socket);
    viewer->socket = 0;
    viewer->playing = false;
}

static void send_rest(struct viewer *viewer) {
    uint32_t index = (uint32_t)(viewer - viewers);
    ssize_t sent = send(viewer->socket, viewer->rest, viewer->rest_bytes, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno != EAGAIN) {
        leave(viewer);
        return;
    }
    if (sent > 0)
        viewer->rest += sent, viewer->rest_bytes -= (size_t)sent;
    if (viewer->waiting != (viewer->rest_bytes > 0)) {
        viewer->waiting = !viewer->waiting;
        watch(EPOLL_CTL_MOD, viewer->socket, viewer->waiting ? EPOLLIN | EPOLLOUT : EPOLLIN, index);
    }
}

static void send_datagrams(struct viewer *viewer, const struct piece *piece, const uint8_t *bytes) {
    char control[CMSG_SPACE(sizeof(uint16_t))] = {0};
    struct iovec vector = {(void *)bytes, piece->bytes};
    struct sockaddr_in *address = &viewer->address;
    struct msghdr message = {address, sizeof *address, &vector, 1, control, sizeof control, 0};
    struct cmsghdr *head = CMSG_FIRSTHDR(&message);
    head->cmsg_level = SOL_UDP;
    head->cmsg_type = UDP_SEGMENT;
    head->cmsg_len = CMSG_LEN(sizeof(uint16_t));
    memcpy(CMSG_DATA(head), &piece->segment, sizeof piece->segment);
    if (sendmsg(datagrams, &message, MSG_DONTWAIT) < 0 && errno != EAGAIN && errno != ECONNREFUSED)
        die("sendmsg");
}

/* The file comes round again; the numbers of the packets must not. */
static void number(const struct piece *piece, uint8_t *bytes) {
    for (uint32_t at = 0; at < piece->bytes; sequence++) {
        uint32_t size = piece->segment;
        if (!udp) { /* between '$', channel and length */
            size = (uint32_t)(bytes[at + 2] << 8 | bytes[at + 3]);
            at += 4;
        }
        bytes[at + 2] = (uint8_t)(sequence >> 8), bytes[at + 3] = (uint8_t)sequence;
        at += size;
    }
}

static void send_frame(void) {
    bool last;
    do {
        if (next == end)
            next = file;
        struct piece piece;
        memcpy(&piece, next, sizeof piece);
        uint8_t *bytes = next + sizeof piece;
        if (rtsp)
            number(&piece, bytes);
        for (int index = 0; index < count; index++) {
            struct viewer *viewer = &viewers[index];
            if (!viewer->playing || viewer->rest_bytes)
                continue;
            if (udp) {
                send_datagrams(viewer, &piece, bytes);
                continue;
            }
            viewer->rest = bytes, viewer->rest_bytes = piece.bytes;
            send_rest(viewer);
        }
        last = piece.last;
        next = bytes + piece.bytes;
    } while (!last);
}

static void answer_rtsp(struct viewer *viewer) {
    char answer[512], transport[256] = "";
    const char *sequence_line = strcasestr(viewer->request, "\r\nCSeq:");
    const char *ports = strstr(viewer->request, "client_port=");
    if (ports)
        viewer->address.sin_port = htons((uint16_t)atoi(ports + 12));
    const char *asked = strcasestr(viewer->request, "\r\nTransport:");
    if (asked)
        snprintf(transport, sizeof transport, "%.*s\r\n", (int)strcspn(asked + 2, "\r"), asked + 2);
    int size = snprintf(answer, sizeof answer, "RTSP/1.0 200 OK\r\nCSeq: %d\r\nSession: 1\r\n%s\r\n",
                        sequence_line ? atoi(sequence_line + 7) : 0, transport);
    if (!viewer->rest_bytes)
        send(viewer->socket, answer, (size_t)size, MSG_NOSIGNAL | MSG_DONTWAIT);
    viewer->playing = viewer->playing || !strncmp(viewer->request, "PLAY ", 5);
}

static void read_request(struct viewer *viewer) {
    ssize_t got = recv(viewer->socket, viewer->request + viewer->request_bytes,
                       REQUEST_BYTES - viewer->request_bytes, MSG_DONTWAIT);
    if (got < 0 && errno == EAGAIN)
        return;
    if (got <= 0) {
        leave(viewer);
        return;
    }
    viewer->request_bytes += (size_t)got;
    viewer->request[viewer->request_bytes] = 0;
    if (!strstr(viewer->request, "\r\n\r\n"))
        return;
    viewer->request_bytes = 0;
    if (rtsp)
        answer_rtsp(viewer);
    else {
        send(viewer->socket, HTTP_ANSWER, sizeof HTTP_ANSWER - 1, MSG_NOSIGNAL);
        viewer->playing = true;
    }
}

static void welcome(int listener) {
    int index = 0, on = 1;
    while (index < count && viewers[index].socket)
        index++;
    if (index == MAX_VIEWERS)
        return;
    struct viewer *viewer = &viewers[index];
    memset(viewer, 0, sizeof *viewer);
    socklen_t size = sizeof viewer->address;
    viewer->socket = accept(listener, (struct sockaddr *)&viewer->address, &size);
    if (viewer->socket < 0)
        die("accept");
    setsockopt(viewer->socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    count = index == count ? count + 1 : count;
    watch(EPOLL_CTL_ADD, viewer->socket, EPOLLIN, (uint32_t)index);
}

static int listening(void) {
    int made = socket(AF_INET, SOCK_STREAM, 0), room = SEND_BUFFER_BYTES;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    if (bind(made, (struct sockaddr *)&address, size) || listen(made, 1024) ||
        getsockname(made, (struct sockaddr *)&address, &size))
        die("listen");
    datagrams = socket(AF_INET, SOCK_DGRAM, 0);
    setsockopt(datagrams, SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
    printf("%u\n", ntohs(address.sin_port));
    fflush(stdout);
    return made;
}

static void load(const char *path) {
    struct stat status;
    int descriptor = open(path, O_RDONLY);
    if (descriptor < 0 || fstat(descriptor, &status))
        die(path);
    int access = PROT_READ | PROT_WRITE, flags = MAP_PRIVATE | MAP_POPULATE;
    next = file = mmap(NULL, (size_t)status.st_size, access, flags, descriptor, 0);
    if (file == MAP_FAILED)
        die("mmap");
    end = file + status.st_size;
}

static int ticking(double rate) {
    long interval = (long)(1e9 / rate);
    struct itimerspec times = {{0, interval}, {0, interval}};
    int made = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
    if (made < 0 || timerfd_settime(made, 0, &times, NULL))
        die("timerfd");
    return made;
}

int main(int words, char **word) {
    if (words != 4) {
        fputs("usage: floor KIND RATE FILE\n", stderr);
        return 2;
    }
    rtsp = strcmp(word[1], "http");
    udp = !strcmp(word[1], "rtsp-udp");
    load(word[3]);
    epoll = epoll_create1(0);
    int listener = listening(), timer = ticking(atof(word[2]));
    watch(EPOLL_CTL_ADD, listener, EPOLLIN, LISTENER);
    watch(EPOLL_CTL_ADD, timer, EPOLLIN, TIMER);
    for (struct epoll_event events[EVENTS];;) {
        int ready = epoll_wait(epoll, events, EVENTS, -1);
        for (int each = 0; each < ready; each++) {
            uint32_t index = events[each].data.u32;
            uint64_t ticks;
            if (index == LISTENER)
                welcome(listener);
            else if (index == TIMER) {
                if (read(timer, &ticks, sizeof ticks) > 0)
                    while (ticks--)
                        send_frame();
            } else {
                if (events[each].events & EPOLLOUT && viewers[index].socket)
                    send_rest(&viewers[index]);
                if (events[each].events & ~EPOLLOUT && viewers[index].socket)
                    read_request(&viewers[index]);
            }
        }
    }
}
