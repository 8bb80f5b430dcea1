import io.spikewatt.drivers.modbus.ModbusTestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Latency of the daemon, in a process of its own, on three Modbus servers: from the read of the
 * meter's register to the arrival of the battery's setpoint. Each reading shows another power, and
 * the battery follows at once. A setpoint that moves against the last reading shows a decision on
 * an older one. In some seconds a poll between two readings shows an exceeded export limit; the
 * battery must then charge.
 */
final class WireLatency {

  /** Told what was measured. */
  interface Judge {
    void judge(String what, double value, double bound);
  }

  /** The daemon's first seconds are the compiler's. */
  private static final int WARM = 5;

  private static final double MOST_W = 4000;
  private static final double LEAST_CHANGE_W = 400;
  private static final int LIMIT_W = 30_000;
  private static final int EXPORT_W = 31_500;

  /** Seconds from one export alarm to the next. */
  private static final int ALARM_EVERY = 3;

  private static final int ALARM_LOOK = 2;

  private final Random random = new Random(1);
  private final List<Double> millis = new ArrayList<>();
  private final List<Double> alarmMillis = new ArrayList<>();

  // Guarded by this, from here on.
  private double batteryW;
  private boolean reading;
  private int readings;
  private int looks;
  private long alarmNanos;
  private boolean alarming;
  private boolean alarmed;
  private int unheard;
  private int meterWord;
  private int shownW;
  private long readNanos;
  private boolean answered = true;
  private int late;
  private int unanswered;

  private WireLatency() {}

  static void run(Path work, int seconds, Judge judge) throws IOException {
    new WireLatency().measure(work, seconds, judge);
  }

  private void measure(Path work, int seconds, Judge judge) throws IOException {
    Path folder = Files.createDirectories(work.resolve("wire"));
    // PV makes nothing, and keeps its limit.
    try (ModbusTestServer meter = new ModbusTestServer(ModbusTestServer.Frames.MBAP);
        ModbusTestServer battery = new ModbusTestServer(ModbusTestServer.Frames.MBAP);
        ModbusTestServer pv = new ModbusTestServer(ModbusTestServer.Frames.MBAP)) {
      meter.unit(1).shown = (address, stored) -> meterWord(address);
      ModbusTestServer.Unit inverter = battery.unit(1);
      inverter.shown = (address, stored) -> batteryWord(address);
      inverter.rule =
          (address, word) -> {
            if (address == 11) {
              setpoint(inverter.holding[10] << 16 | word);
            }
            return word;
          };
      for (Map.Entry<String, String> profile : Profiles.ALL.entrySet()) {
        Files.writeString(
            folder.resolve(profile.getKey() + ".yaml"),
            profile
                .getValue()
                .replace("RESPONSE\n", "response: { dead-time-s: 0.1, settling-s: 0.2 }\n"));
      }
      Path config = folder.resolve("site.yaml");
      Files.writeString(
          config, Profiles.site(folder, LIMIT_W, meter.port(), battery.port(), pv.port()));
      Process daemon = daemon(config, folder.resolve("log"));
      try {
        until(WARM);
        forget();
        until(seconds);
      } finally {
        daemon.destroy();
      }
    }
    report(judge);
  }

  private static Process daemon(Path config, Path log) throws IOException {
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElse("java"),
            "-Xmx96m",
            "-Xss512k",
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            "io.spikewatt.controller.cli.Main",
            "run",
            "--config",
            config.toString())
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  /** Waits until this number of readings was answered, or for much too long. */
  private synchronized void until(int answers) {
    long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(60 + 2L * answers);
    try {
      while (millis.size() < answers && System.nanoTime() < patience) {
        TimeUnit.MILLISECONDS.timedWait(this, 100);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (millis.size() < answers) {
      throw new IllegalStateException(
          "the daemon has answered " + millis.size() + " readings only");
    }
  }

  private synchronized void forget() {
    millis.clear();
    alarmMillis.clear();
    unheard = 0;
    late = 0;
    unanswered = 0;
  }

  private synchronized void report(Judge judge) {
    Collections.sort(millis);
    Collections.sort(alarmMillis);
    System.out.printf(
        "on the wire: %d readings of the meter, from reading to setpoint %.1f .. %.1f ms; %d looks"
            + " at a passed limit, %.1f .. %.1f ms%n",
        millis.size(),
        millis.getFirst(),
        millis.getLast(),
        alarmMillis.size(),
        alarmMillis.isEmpty() ? Double.NaN : alarmMillis.getFirst(),
        alarmMillis.isEmpty() ? Double.NaN : alarmMillis.getLast());
    judge(judge, "from the meter's reading to the battery's setpoint, median, s", millis);
    judge.judge("setpoints that do not answer the last reading", late, 0);
    judge.judge("readings without a setpoint", unanswered, 0);
    judge(judge, "from a look at a passed limit to the setpoint, median, s", alarmMillis);
    judge.judge("looks at a passed limit without a setpoint", unheard, 0);
  }

  private static void judge(Judge judge, String what, List<Double> sorted) {
    double median = sorted.isEmpty() ? Double.POSITIVE_INFINITY : sorted.get(sorted.size() / 2);
    double p99 =
        sorted.isEmpty()
            ? Double.POSITIVE_INFINITY
            : sorted.get((int) Math.ceil(0.99 * sorted.size()) - 1);
    judge.judge(what, median / 1000, 0.25);
    judge.judge("the same, p99, s", p99 / 1000, 0.5);
  }

  /** A reading takes the frequency along, a look at the power alone does not. */
  private synchronized int shown() {
    if (reading) {
      reading = false;
      looks = 0;
      readings++;
      unheard += alarmed ? 1 : 0;
      alarmed = false;
      alarming = false;
      return nextReading();
    }
    looks++;
    if (answered && looks == ALARM_LOOK && readings % ALARM_EVERY == 0) {
      alarmed = true;
      alarming = true;
      alarmNanos = System.nanoTime();
    }
    return alarming ? -EXPORT_W : shownW;
  }

  /** The next reading: a random load change with the battery's present power. */
  private synchronized int nextReading() {
    double change;
    do {
      change = MOST_W * (2 * random.nextDouble() - 1) - batteryW;
    } while (Math.abs(change) < LEAST_CHANGE_W || mirrors(change));
    unanswered += answered ? 0 : 1;
    answered = false;
    shownW = (int) change;
    readNanos = System.nanoTime();
    return shownW;
  }

  /** A power that mirrors the one before is taken for a turned sign, and rightly not believed. */
  private boolean mirrors(double watts) {
    return Math.abs(watts + shownW) < 0.1 * Math.abs(shownW);
  }

  private synchronized void setpoint(double watts) {
    long now = System.nanoTime();
    if (alarmed && watts < batteryW) {
      alarmed = false;
      alarmMillis.add((now - alarmNanos) * 1e-6);
    } else if (!answered) {
      answered = true;
      late += (watts - batteryW) * shownW > 0 ? 0 : 1;
      millis.add((now - readNanos) * 1e-6);
      notifyAll();
    }
    batteryW = watts;
  }

  private synchronized int meterWord(int address) {
    return switch (address) {
      case 0 -> {
        reading = true;
        yield 5000;
      }
      case 1 -> {
        meterWord = shown();
        yield meterWord >>> 16;
      }
      default -> meterWord & 0xFFFF;
    };
  }

  private synchronized int batteryWord(int address) {
    return switch (address) {
      case 0, 10 -> (int) batteryW >>> 16;
      case 1, 11 -> (int) batteryW & 0xFFFF;
      case 2 -> 500;
      default -> 0;
    };
  }
}
