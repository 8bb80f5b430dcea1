/* One CPU's worth of load at normal priority. */
int main(void) {
  for (volatile unsigned i = 0;; i++) {
  }
}
