/* A camera for programs that want a V4L2 device, where the machine has none: to be preloaded (LD_PRELOAD).

   Opening STAND_IN_DEVICE gives a capture device that delivers the JPEG pictures of STAND_IN_FRAMES, one
   after the other, STAND_IN_RATE a second. The file is a list of pictures, each after its length (uint32_t).
   The descriptor is a timer, so that select() and poll() work on it as they are. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

enum { BUFFERS = 8, BUFFER_BYTES = 1024 * 1024 };

static int device = -1;
static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER; /* buffers come back from many threads */
static uint8_t *buffers[BUFFERS];
static uint32_t queue[BUFFERS], queued, made, sequence;
static const uint8_t *file, *next, *end;
static struct v4l2_format format;

static bool is_ours(const char *path) {
    const char *ours = getenv("STAND_IN_DEVICE");
    return ours && !strcmp(path, ours);
}

int access(const char *path, int mode) {
    int (*real)(const char *, int) = dlsym(RTLD_NEXT, "access");
    return is_ours(path) ? 0 : real(path, mode);
}

static int own_open(void) {
    struct stat status;
    int (*real_open)(const char *, int, ...) = dlsym(RTLD_NEXT, "open");
    int frames = real_open(getenv("STAND_IN_FRAMES"), O_RDONLY);
    if (frames < 0 || fstat(frames, &status))
        return -1;
    void *(*real_mmap)(void *, size_t, int, int, int, off_t) = dlsym(RTLD_NEXT, "mmap");
    file = next = real_mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, frames, 0);
    end = file + status.st_size;
    close(frames);
    queued = made = 0;
    return device = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
}

int open(const char *path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    mode_t mode = va_arg(rest, mode_t);
    va_end(rest);
    if (is_ours(path))
        return own_open();
    int (*real)(const char *, int, ...) = dlsym(RTLD_NEXT, "open");
    return real(path, flags, mode);
}

/* FFmpeg is built for files of any size. */
int open64(const char *path, int flags, ...) __attribute__((alias("open")));

void *mmap(void *address, size_t size, int protection, int flags, int descriptor, off_t offset) {
    if (descriptor >= 0 && descriptor == device)
        return buffers[offset / BUFFER_BYTES];
    static void *(*real)(void *, size_t, int, int, int, off_t);
    if (!real)
        real = dlsym(RTLD_NEXT, "mmap");
    return real(address, size, protection, flags, descriptor, offset);
}

void *mmap64(void *address, size_t size, int protection, int flags, int descriptor, off_t offset)
    __attribute__((alias("mmap")));

static int run(double rate) {
    long interval = rate > 0 ? (long)(1e9 / rate) : 0;
    struct itimerspec times = {{0, interval}, {0, interval}};
    return timerfd_settime(device, 0, &times, NULL);
}

static void describe(struct v4l2_capability *capability) {
    memset(capability, 0, sizeof *capability);
    strcpy((char *)capability->driver, "stand-in");
    strcpy((char *)capability->card, "pictures from a file");
    capability->capabilities = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING | V4L2_CAP_DEVICE_CAPS;
    capability->device_caps = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING;
}

static void make_buffers(struct v4l2_requestbuffers *request) {
    made = request->count = request->count < BUFFERS ? request->count : BUFFERS;
    void *(*real)(void *, size_t, int, int, int, off_t) = dlsym(RTLD_NEXT, "mmap");
    for (uint32_t index = 0; index < made; index++)
        buffers[index] = real(NULL, BUFFER_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}

static int fill(struct v4l2_buffer *buffer) {
    uint64_t ticks;
    if (!queued || read(device, &ticks, sizeof ticks) < 0) {
        errno = EAGAIN;
        return -1;
    }
    uint32_t index = queue[0], bytes;
    memmove(queue, queue + 1, --queued * sizeof *queue);
    if (next >= end)
        next = file;
    memcpy(&bytes, next, sizeof bytes);
    memcpy(buffers[index], next + sizeof bytes, bytes);
    next += sizeof bytes + bytes;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    buffer->index = index;
    buffer->bytesused = bytes;
    buffer->flags = V4L2_BUF_FLAG_MAPPED | V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC;
    buffer->field = V4L2_FIELD_NONE;
    buffer->timestamp = (struct timeval){now.tv_sec, now.tv_nsec / 1000};
    buffer->sequence = sequence++;
    buffer->length = BUFFER_BYTES;
    return 0;
}

static int only_input(struct v4l2_input *input) {
    if (input->index) {
        errno = EINVAL;
        return -1;
    }
    memset(input, 0, sizeof *input);
    strcpy((char *)input->name, "file");
    input->type = V4L2_INPUT_TYPE_CAMERA;
    return 0;
}

static void tell_rate(struct v4l2_streamparm *parameters) {
    struct v4l2_captureparm *capture = &parameters->parm.capture;
    capture->capability = V4L2_CAP_TIMEPERFRAME;
    capture->timeperframe = (struct v4l2_fract){1000, (uint32_t)(1000 * atof(getenv("STAND_IN_RATE")))};
}

static int own_ioctl(unsigned long request, void *argument) {
    struct v4l2_buffer *buffer = argument;
    switch (request) {
    case VIDIOC_QUERYCAP:
        describe(argument);
        return 0;
    case VIDIOC_ENUMINPUT:
        return only_input(argument);
    case VIDIOC_G_INPUT:
        *(int *)argument = 0;
        return 0;
    case VIDIOC_S_INPUT:
        return 0;
    case VIDIOC_G_PARM:
    case VIDIOC_S_PARM:
        tell_rate(argument);
        return 0;
    case VIDIOC_S_FMT:
        format = *(struct v4l2_format *)argument;
        format.fmt.pix.sizeimage = BUFFER_BYTES;
        format.fmt.pix.field = V4L2_FIELD_NONE;
        *(struct v4l2_format *)argument = format;
        return 0;
    case VIDIOC_G_FMT:
        *(struct v4l2_format *)argument = format;
        return 0;
    case VIDIOC_REQBUFS:
        make_buffers(argument);
        return 0;
    case VIDIOC_QUERYBUF:
        buffer->length = BUFFER_BYTES;
        buffer->m.offset = buffer->index * BUFFER_BYTES;
        return 0;
    case VIDIOC_QBUF:
        queue[queued++ % BUFFERS] = buffer->index;
        return 0;
    case VIDIOC_DQBUF:
        return fill(buffer);
    case VIDIOC_STREAMON:
        return run(atof(getenv("STAND_IN_RATE")));
    case VIDIOC_STREAMOFF:
        return run(0);
    default: /* a control it does not have */
        errno = EINVAL;
        return -1;
    }
}

int ioctl(int descriptor, unsigned long request, ...) {
    va_list rest;
    va_start(rest, request);
    void *argument = va_arg(rest, void *);
    va_end(rest);
    if (descriptor >= 0 && descriptor == device) {
        pthread_mutex_lock(&one_at_a_time);
        int result = own_ioctl((unsigned int)request, argument);
        pthread_mutex_unlock(&one_at_a_time);
        return result;
    }
    int (*real)(int, unsigned long, ...) = dlsym(RTLD_NEXT, "ioctl");
    return real(descriptor, request, argument);
}
