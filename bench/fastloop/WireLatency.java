import java.nio.file.Path;
final class WireLatency {
  interface Judge { void judge(String what, double value, double bound); }
  static void run(Path work, int seconds, Judge judge) {}
}
