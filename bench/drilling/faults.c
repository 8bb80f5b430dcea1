// Preloaded into the daemon: shifts its realtime clock, and fails its writes below a directory.
// DRILL_FAULTS names a file of two 64-bit numbers, seconds of shift and 0 or an errno, which the
// bench changes while the daemon runs. DRILL_DIR names the directory. No other clock is changed.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static volatile int64_t *faults;

__attribute__((constructor)) static void begin(void) {
  int file = open(getenv("DRILL_FAULTS"), O_RDONLY);
  void *map = mmap(0, 16, PROT_READ, MAP_SHARED, file, 0);
  if (map != MAP_FAILED) faults = map;
  close(file);
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static int64_t shift(void) { return faults ? faults[0] : 0; }

int clock_gettime(clockid_t id, struct timespec *at) {
  static __typeof__(&clock_gettime) real;
  if (!real) real = REAL(clock_gettime);
  int result = real(id, at);
  if (id == CLOCK_REALTIME) at->tv_sec += shift();
  return result;
}

int gettimeofday(struct timeval *at, void *zone) {
  int result = REAL(gettimeofday)(at, zone);
  at->tv_sec += shift();
  return result;
}

time_t time(time_t *to) {
  struct timespec at;
  clock_gettime(CLOCK_REALTIME, &at);
  if (to) *to = at.tv_sec;
  return at.tv_sec;
}

// Whether what is written to this file has to fail; sets errno.
static int fails(int file) {
  if (!faults || !faults[1]) return 0;
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  const char *directory = getenv("DRILL_DIR");
  if (strncmp(path, directory, strlen(directory))) return 0;
  errno = (int)faults[1];
  return 1;
}

#define FAILING(type, name, parameters, arguments)        \
  type name parameters {                                  \
    if (fails(file)) return -1;                           \
    return ((type(*) parameters)dlsym(RTLD_NEXT, #name)) arguments; \
  }

FAILING(ssize_t, write, (int file, const void *bytes, size_t n), (file, bytes, n))
FAILING(ssize_t, pwrite, (int file, const void *bytes, size_t n, off_t at), (file, bytes, n, at))
FAILING(ssize_t, pwrite64, (int file, const void *bytes, size_t n, off64_t at), (file, bytes, n, at))
FAILING(int, fsync, (int file), (file))
FAILING(int, fdatasync, (int file), (file))
FAILING(int, ftruncate, (int file, off_t n), (file, n))
FAILING(int, ftruncate64, (int file, off64_t n), (file, n))
