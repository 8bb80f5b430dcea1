/* Reference: one libmodbus connection to each device, all read in turn at the start of every
 * second.   libmodbus_loop CLIENT PORT DEVICES */
#include <errno.h>
#include <modbus/modbus.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { REGISTERS = 60, MAX_DEVICES = 254 };

static double values[REGISTERS];

static int right(int device, const uint16_t *words) {
  for (int r = 1; r < REGISTERS; r++) {
    if (words[r] != ((37 * device + 101 * r) & 0x3FFF)) return 0;
  }
  return 1;
}

int main(int argc, char **argv) {
  if (argc != 4) return 64;
  int devices = atoi(argv[3]);
  static modbus_t *contexts[MAX_DEVICES];
  static int connected[MAX_DEVICES];
  for (int d = 0; d < devices; d++) {
    char address[32];
    snprintf(address, sizeof address, "127.1.%s.%d", argv[1], d + 1);
    contexts[d] = modbus_new_tcp(address, atoi(argv[2]));
    modbus_set_response_timeout(contexts[d], 1, 0);
  }
  struct timespec next;
  clock_gettime(CLOCK_MONOTONIC, &next);
  for (;;) {
    for (int d = 0; d < devices; d++) {
      uint16_t words[REGISTERS];
      if (!connected[d] && modbus_connect(contexts[d])) continue;
      connected[d] = 1;
      if (modbus_read_registers(contexts[d], 0, REGISTERS, words) != REGISTERS) {
        modbus_close(contexts[d]);
        connected[d] = 0;
        continue;
      }
      for (int r = 0; r < REGISTERS; r++) values[r] = words[r];
      if (!right(d, words)) fprintf(stderr, "wrong value from device %d\n", d);
    }
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    do next.tv_sec++;
    while (next.tv_sec < now.tv_sec || (next.tv_sec == now.tv_sec && next.tv_nsec < now.tv_nsec));
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL) == EINTR) {
    }
  }
}
