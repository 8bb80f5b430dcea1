import com.sun.management.ThreadMXBean;
import io.spikewatt.config.load.ConfigLoader;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.RegisterInput;
import io.spikewatt.config.profile.RegisterSpec;
import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.io.FastMeterPolling;
import io.spikewatt.controller.io.LinkLoops;
import io.spikewatt.controller.io.SetpointBoard;
import io.spikewatt.controller.io.PlantBoard;
import io.spikewatt.controller.loop.CycleHandover;
import io.spikewatt.controller.loop.LoopTiming;
import io.spikewatt.drivers.DeviceFactory;
import io.spikewatt.drivers.DeviceFactory.Link;
import io.spikewatt.hal.gpio.SimulatedGpio;
import io.spikewatt.hal.message.NoBroker;
import io.spikewatt.hal.signal.PlantSnapshot;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.SystemClock;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * {@code SpikewattPoll SITE.yaml}: the daemon's way from the wire to the board, without the rest of
 * the daemon: configuration file, devices, one loop a link, board. For each line on standard input
 * it prints the bytes that the process has allocated. After {@code board} it also prints the good
 * and the missing samples, and reports a wrong value on standard error; that costs more than many
 * polls, so use it only behind a measurement.
 */
final class SpikewattPoll {

  private SpikewattPoll() {}

  public static void main(String[] arguments) throws IOException {
    Path file = Path.of(arguments[0]);
    if (!(ConfigLoader.load(file) instanceof LoadedSite.Ok config)) {
      System.err.println(ConfigLoader.load(file));
      System.exit(78);
      return;
    }
    Site site = config.site();
    Clock clock = new SystemClock();
    Moment epoch = clock.now();
    Duration cycle = site.control().cycle();
    List<Link> links =
        new DeviceFactory(
                new SimulatedGpio(clock, cycle), new NoBroker(), Path.of(site.storage().directory()))
            .links(site);
    PlantBoard board = new PlantBoard(LinkLoops.maxAges(links, cycle), epoch);
    LinkLoops.of(
            links, FastMeterPolling.link(site, links), board, new SetpointBoard(),
            new LoopTiming(clock, epoch, cycle, SpikewattPoll::bug),
            new CycleHandover(epoch, cycle, links.size()), List::of)
        .forEach(loop -> loop.start());
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      System.out.println(allocated() + (line.equals("board") ? board(site, board.snapshot(clock.now())) : ""));
    }
    System.exit(0);
  }

  /** Numbers of good and missing samples. */
  private static String board(Site site, PlantSnapshot snapshot) {
    check(site, snapshot);
    long good = snapshot.all().stream().filter(Sample.Good.class::isInstance).count();
    return " " + good + " " + (snapshot.all().size() - good);
  }

  private static void bug(Throwable bug) {
    bug.printStackTrace();
    System.exit(70);
  }

  /** Of all threads, those that ended included: a link may change its thread. */
  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getTotalThreadAllocatedBytes();
  }

  /** The farm's registers hold known numbers; only register 0 is counted up. */
  private static void check(Site site, PlantSnapshot snapshot) {
    int device = -1;
    for (DeviceConfig config : site.devices()) {
      device++;
      for (RegisterInput input : ((DeviceProfile.Modbus) config.profile().points()).inputs()) {
        RegisterSpec spec = input.register();
        double expected = spec.scale().value(raw(device, spec));
        Sample sample = snapshot.get(new Signal(config.id(), spec.quantity()));
        if (spec.address() > 0
            && sample instanceof Sample.Good good
            && Math.abs(good.value() - expected) > 1e-6 * Math.abs(expected)) {
          System.err.println("wrong value from device " + device + ": " + good + ", " + expected);
        }
      }
    }
  }

  private static long raw(int device, RegisterSpec spec) {
    long raw = 0;
    for (int i = 0; i < spec.encoding().words(); i++) {
      raw = raw << 16 | (37 * device + 101 * (spec.address() + i) & 0x3FFF);
    }
    return raw;
  }
}
