/* Modbus TCP devices for the polling benchmark, all in one epoll thread, and the one observer of
 * every client: when a request arrives is taken by the kernel (SO_TIMESTAMPNS), so that neither
 * the farm's own turn on a busy machine nor the client's opinion counts.
 *
 *   farm PORT DEVICES
 *
 * Device d (0-based) of client c is at 127.1.c.(d+1):PORT. Every device has 65536 holding and as
 * many input registers: register 0 counts the requests on the connection, register r > 0 holds
 * (37 d + 101 r) mod 16384. Commands on standard input, answers on standard output:
 *
 *   dead D        device D of every client takes requests and never answers
 *   slow D MS     device D of every client answers after MS
 *   heal          no device is dead or slow
 *   begin         starts a window
 *   end           ends it: a line for each client that was there, then "done"
 *                 client polls missed worst_us p50_us p99_us p99_gap_us  (healthy devices only;
 *                 us of |gap - 1 s|, the last one of the gap itself)
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CLIENTS = 16, DEVICES = 254, FRAME = 260, PERIOD_US = 1000000 };

struct connection {
  int client, device;
  int length;
  uint16_t polls;
  unsigned char in[4 * FRAME];
};

struct device {
  int64_t last_us;
  int seen; /* in this window */
};

struct tally {
  struct device devices[DEVICES];
  int64_t *gaps;
  size_t count, room;
  long polls;
};

struct late {
  int64_t due_us;
  int fd, length;
  unsigned char frame[FRAME];
};

static struct tally tallies[CLIENTS];
static struct connection *connections[65536];
static struct late lates[1024];
static int late_count, device_count, dead = -1, slow = -1, slow_ms, window;

static void die(const char *what) {
  perror(what);
  exit(1);
}

static int64_t now_us(void) {
  struct timespec t;
  clock_gettime(CLOCK_REALTIME, &t);
  return t.tv_sec * 1000000LL + t.tv_nsec / 1000;
}

static int listen_on(int port) {
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port)};
  int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  /* All of 127/8 with one socket, and nothing but loopback. */
  if (setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, "lo", 3)) die("bind to lo");
  /* Accepted sockets inherit it, so that not even a first request goes without. */
  setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &one, sizeof one);
  if (bind(fd, (struct sockaddr *)&at, sizeof at)) die("bind");
  if (listen(fd, 4096)) die("listen");
  return fd;
}

static void forget(int fd) {
  free(connections[fd]);
  connections[fd] = NULL;
  for (int i = 0; i < late_count; i++)
    if (lates[i].fd == fd) lates[i--] = lates[--late_count];
  close(fd);
}

static void accept_all(int epoll, int listener) {
  for (;;) {
    int one = 1, fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
    if (fd < 0) return;
    struct sockaddr_in at;
    socklen_t size = sizeof at;
    getsockname(fd, (struct sockaddr *)&at, &size);
    uint32_t ip = ntohl(at.sin_addr.s_addr);
    struct connection *c = calloc(1, sizeof *c);
    c->client = (ip >> 8) & 255;
    c->device = (int)(ip & 255) - 1;
    if (fd >= 65536 || c->client >= CLIENTS || c->device < 0 || c->device >= device_count) {
      free(c);
      close(fd);
      continue;
    }
    connections[fd] = c;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    struct epoll_event e = {.events = EPOLLIN, .data.fd = fd};
    epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &e);
  }
}

static void arrived(struct connection *c, int64_t at_us) {
  struct tally *t = &tallies[c->client];
  struct device *d = &t->devices[c->device];
  int64_t gap = at_us - d->last_us;
  int counts = window && d->last_us && c->device != dead && c->device != slow;
  d->last_us = at_us;
  if (!window) return;
  t->polls++;
  d->seen = 1;
  if (!counts) return;
  if (t->count == t->room) {
    t->room = t->room ? 2 * t->room : 65536;
    if (!(t->gaps = realloc(t->gaps, t->room * sizeof *t->gaps))) die("memory");
  }
  t->gaps[t->count++] = gap;
}

static uint16_t word(struct connection *c, int address) {
  return address == 0 ? c->polls : (37 * c->device + 101 * address) & 0x3FFF;
}

static void answer(int fd, struct connection *c, const unsigned char *q) {
  int address = q[8] << 8 | q[9], count = q[10] << 8 | q[11];
  unsigned char a[FRAME] = {q[0], q[1], 0, 0, 0, 0, q[6], q[7]};
  int length = 9 + 2 * count;
  if ((q[7] != 3 && q[7] != 4) || count < 1 || count > 125) {
    a[7] |= 0x80;
    a[8] = q[7] != 3 && q[7] != 4 ? 1 : 3;
    length = 9;
  } else {
    a[8] = 2 * count;
    for (int i = 0; i < count; i++) {
      uint16_t w = word(c, address + i);
      a[9 + 2 * i] = w >> 8;
      a[10 + 2 * i] = w & 255;
    }
  }
  a[4] = (length - 6) >> 8;
  a[5] = (length - 6) & 255;
  c->polls++;
  if (c->device == dead) return;
  if (c->device == slow && late_count < 1024) {
    struct late *l = &lates[late_count++];
    l->due_us = now_us() + slow_ms * 1000LL;
    l->fd = fd;
    l->length = length;
    memcpy(l->frame, a, length);
    return;
  }
  if (write(fd, a, length) != length) forget(fd);
}

static void readable(int fd) {
  struct connection *c = connections[fd];
  char control[256];
  struct iovec part = {c->in + c->length, sizeof c->in - c->length};
  struct msghdr m = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control,
                     .msg_controllen = sizeof control};
  ssize_t got = recvmsg(fd, &m, 0);
  if (got <= 0) {
    if (got == 0 || errno != EAGAIN) forget(fd);
    return;
  }
  int64_t at_us = 0;
  for (struct cmsghdr *h = CMSG_FIRSTHDR(&m); h; h = CMSG_NXTHDR(&m, h)) {
    if (h->cmsg_level == SOL_SOCKET && h->cmsg_type == SCM_TIMESTAMPNS) {
      struct timespec t;
      memcpy(&t, CMSG_DATA(h), sizeof t);
      at_us = t.tv_sec * 1000000LL + t.tv_nsec / 1000;
    }
  }
  if (!at_us) {
    /* The kernel begins with it a moment after it was asked to. */
    if (window) {
      fputs("the kernel gives no time stamps\n", stderr);
      exit(1);
    }
    at_us = now_us();
  }
  c->length += got;
  int used = 0;
  while (c->length - used >= 12) {
    unsigned char *q = c->in + used;
    int length = 6 + (q[4] << 8 | q[5]);
    if (length < 12 || length > FRAME) {
      forget(fd);
      return;
    }
    if (c->length - used < length) break;
    arrived(c, at_us);
    answer(fd, c, q);
    if (!connections[fd]) return;
    used += length;
  }
  memmove(c->in, c->in + used, c->length -= used);
}

static int send_late(void) {
  int64_t now = now_us(), next = INT64_MAX;
  for (int i = 0; i < late_count; i++) {
    if (lates[i].due_us <= now) {
      if (write(lates[i].fd, lates[i].frame, lates[i].length) < 0) perror("late answer");
      lates[i--] = lates[--late_count];
    } else if (lates[i].due_us < next) {
      next = lates[i].due_us;
    }
  }
  return next == INT64_MAX ? -1 : (int)((next - now) / 1000 + 1);
}

static int ascending(const void *a, const void *b) {
  int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  return (x > y) - (x < y);
}

static void report(void) {
  int64_t end = now_us();
  for (int i = 0; i < CLIENTS; i++) {
    struct tally *t = &tallies[i];
    if (!t->count) continue;
    long missed = 0;
    qsort(t->gaps, t->count, sizeof *t->gaps, ascending);
    int64_t p99_gap = t->gaps[t->count * 99 / 100];
    for (size_t k = 0; k < t->count; k++) {
      long periods = (t->gaps[k] + PERIOD_US / 2) / PERIOD_US;
      missed += periods > 1 ? periods - 1 : 0;
      t->gaps[k] = llabs(t->gaps[k] - PERIOD_US);
    }
    for (int d = 0; d < device_count; d++) {
      int64_t quiet = end - t->devices[d].last_us;
      if (d != dead && d != slow && quiet > PERIOD_US * 3 / 2) missed += quiet / PERIOD_US;
    }
    qsort(t->gaps, t->count, sizeof *t->gaps, ascending);
    printf("%d %ld %ld %ld %ld %ld %ld\n", i, t->polls, missed, (long)t->gaps[t->count - 1],
           (long)t->gaps[t->count / 2], (long)t->gaps[t->count * 99 / 100], (long)p99_gap);
  }
  puts("done");
}

static void command(char *line) {
  if (sscanf(line, "dead %d", &dead) == 1) return;
  if (sscanf(line, "slow %d %d", &slow, &slow_ms) == 2) return;
  if (!strcmp(line, "heal")) dead = slow = -1;
  if (!strcmp(line, "begin")) {
    for (int i = 0; i < CLIENTS; i++) tallies[i].count = tallies[i].polls = 0;
    window = 1;
  }
  if (!strcmp(line, "end")) {
    report();
    window = 0;
  }
}

static void commands(void) {
  static char buffer[4096];
  static size_t length;
  ssize_t got = read(0, buffer + length, sizeof buffer - 1 - length);
  if (got <= 0) exit(0);
  buffer[length += got] = 0;
  for (char *end; (end = strchr(buffer, '\n'));) {
    *end = 0;
    command(buffer);
    memmove(buffer, end + 1, length -= end + 1 - buffer);
    buffer[length] = 0;
  }
}

int main(int argc, char **argv) {
  if (argc != 3) return 64;
  device_count = atoi(argv[2]);
  if (device_count < 1 || device_count > DEVICES) return 64;
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  setvbuf(stdout, NULL, _IOLBF, 0);
  int epoll = epoll_create1(0), listener = listen_on(atoi(argv[1]));
  int sources[] = {0, listener};
  for (int i = 0; i < 2; i++) {
    struct epoll_event e = {.events = EPOLLIN, .data.fd = sources[i]};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, sources[i], &e)) die("epoll");
  }
  puts("ready");
  for (;;) {
    struct epoll_event events[256];
    int n = epoll_wait(epoll, events, 256, send_late());
    for (int i = 0; i < n; i++) {
      int fd = events[i].data.fd;
      if (fd == 0) commands();
      else if (fd == listener) accept_all(epoll, listener);
      else if (connections[fd]) readable(fd);
    }
  }
}
