/* CPU time that processes have used, ns, one a line: what /proc/PID/stat rounds to 10 ms.
 *   cputime PID... */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

int main(int argc, char **argv) {
  for (int i = 1; i < argc; i++) {
    clockid_t clock;
    struct timespec t;
    if (clock_getcpuclockid(atoi(argv[i]), &clock) || clock_gettime(clock, &t)) return 1;
    printf("%lld\n", t.tv_sec * 1000000000LL + t.tv_nsec);
  }
}
