package io.spikewatt.simulator.chaos;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.cli.StatusTopic;
import io.spikewatt.controller.history.SiteSeries;
import io.spikewatt.controller.history.SlotMean;
import io.spikewatt.controller.io.FastMeterPolling;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.simulator.physics.PastHistory;
import io.spikewatt.simulator.physics.PlantObserver;
import io.spikewatt.simulator.physics.PlantWrite;
import io.spikewatt.simulator.physics.SimulatedPlant;
import io.spikewatt.simulator.physics.SiteParameters;
import io.spikewatt.simulator.server.SharedPlant;
import io.spikewatt.simulator.site.RecordedPast;
import io.spikewatt.simulator.site.SimulatedSite;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The simulated site with the whole controller on it, in virtual time and in one thread: prints
 * every message that it publishes and every write that a device sees, in order.
 *
 * <p>Nothing is masked. There is no wall time, no random id and no CPU time in it; the version and
 * the hash of the configuration are fixed by {@link StatusTopic}.
 */
public final class VirtualDay implements PlantObserver, AutoCloseable {

  private static final long SECOND = 1_000_000_000L;
  private static final Instant START = Instant.parse("2026-06-14T22:00:00Z");
  private static final long SEED = 7;

  /** The stretch that leaves a state directory: three nights of learning. */
  private static final int STATE_HOURS = 54;

  private static final int STATE_PAST_DAYS = 75;

  private final ChaosClock clock;
  private final GpioWiring wiring;
  private final SharedPlant plant;
  private final FaultyLinks links;
  private final Site site;
  private final Instant start;
  private final PrintStream out;
  private final ChaosBroker broker = new ChaosBroker(this::publish);
  private final boolean learns;
  private DaemonProcess daemon;
  private Consumer<Moment> status;
  private int number;

  private VirtualDay(Path folder, Instant start, int pastDays, boolean learns, PrintStream out)
      throws IOException {
    SiteParameters parameters = SiteParameters.islandable(SEED, 40);
    this.out = out;
    this.start = start;
    this.learns = learns;
    this.clock = new ChaosClock(start);
    this.wiring = new GpioWiring(clock);
    SimulatedPlant physics =
        new SimulatedPlant(parameters, clock.now(), SimulatedSite.STEP, wiring);
    physics.observe(this);
    this.plant = new SharedPlant(physics, clock);
    this.links = new FaultyLinks(plant, SEED);
    this.site = configure(folder, parameters);
    if (pastDays > 0) {
      remember(Path.of(site.storage().directory()), start, pastDays, parameters);
    }
    startDaemon();
  }

  /**
   * {@code day HOURS PAST_DAYS FOLDER}: a day of messages and writes.<br>
   * {@code write FOLDER}: leaves {@code FOLDER/state}.<br>
   * {@code load FOLDER}: goes on with it for a minute.
   */
  public static void main(String[] arguments) throws IOException {
    try (PrintStream out =
        new PrintStream(new BufferedOutputStream(System.out), false, StandardCharsets.UTF_8)) {
      switch (arguments[0]) {
        case "day" -> {
          int hours = Integer.parseInt(arguments[1]);
          int pastDays = Integer.parseInt(arguments[2]);
          try (VirtualDay day = new VirtualDay(Path.of(arguments[3]), START, pastDays, true, out)) {
            day.run(hours * 3600);
          }
        }
        case "write" -> {
          try (VirtualDay day =
              new VirtualDay(Path.of(arguments[1]), START, STATE_PAST_DAYS, true, out)) {
            day.run(STATE_HOURS * 3600);
          }
        }
        // Without learning: what cannot be loaded must not be learnt again unseen.
        case "load" -> {
          Instant end = START.plus(Duration.ofHours(STATE_HOURS));
          try (VirtualDay day = new VirtualDay(Path.of(arguments[1]), end, 0, false, out)) {
            day.run(60);
          }
        }
        default -> throw new IllegalArgumentException(arguments[0]);
      }
    }
    System.exit(0);
  }

  private static Site configure(Path folder, SiteParameters parameters) throws IOException {
    Files.createDirectories(folder);
    String yaml =
        SimulatedSite.configYaml(
            parameters,
            name -> 10_000 + name.offset(),
            folder.resolve("state").toAbsolutePath(),
            Duration.ofSeconds(1),
            Duration.ofMinutes(1));
    return SimulatedSite.configure(folder.resolve("site.yaml"), yaml).site();
  }

  /** Load, PV and prices of the days before. */
  private static void remember(Path state, Instant start, int days, SiteParameters parameters)
      throws IOException {
    List<SlotMean> means = new ArrayList<>();
    for (PastHistory.Slot slot : PastHistory.before(start, days, parameters)) {
      means.add(new SlotMean(SiteSeries.LOAD_W, slot.start(), slot.loadW()));
      means.add(new SlotMean(SiteSeries.PV_W, slot.start(), slot.pvW()));
      means.add(new SlotMean(SiteSeries.IMPORT_PER_KWH, slot.start(), price(slot.start())));
    }
    RecordedPast.write(state, means);
  }

  /** A made-up day-ahead price a kWh, of whole thousandths. */
  private static double price(Instant at) {
    long hour = Math.floorDiv(at.getEpochSecond(), 3600);
    long ofDay = hour % 24;
    long thousandths = 180 + 8 * ofDay + (ofDay >= 16 && ofDay < 20 ? 120 : 0) + hour * 7919 % 61;
    return thousandths / 1000.0;
  }

  private void startDaemon() throws IOException {
    daemon =
        new DaemonProcess(
            site, plant, links, wiring, broker, ControllerMutation.NONE, event -> {}, clock.now());
    status =
        StatusTopic.of(site, broker, daemon.control().carried().outlook().survival(), clock.now());
  }

  private void run(int seconds) throws IOException {
    for (int second = 0; second < seconds; second++) {
      clock.to(second * SECOND);
      happen(second / 86_400, second % 86_400);
      daemon.read(clock.now(), false);
      if (learns && second % 60 == 0) {
        clock.to(second * SECOND + SECOND / 10);
        daemon.control().carried().outlook().learner().tick(clock.now());
      }
      clock.to(second * SECOND + SECOND / 5);
      daemon.decide(clock.now());
      clock.to(second * SECOND + SECOND / 4);
      daemon.write(clock.now());
      for (double part : FastMeterPolling.AT) {
        clock.to((long) ((second + part) * SECOND));
        daemon.readPowerOnly(clock.now(), false);
      }
      if (second % 5 == 0) {
        daemon.lookAhead(clock.now());
        status.accept(clock.now());
      }
    }
  }

  /** Commands and faults at a second of a day; the same every day. */
  private void happen(int day, int second) throws IOException {
    Instant midnight = start.plus(Duration.ofDays(day));
    switch (second) {
      case 300 -> command("prices", 600, prices(midnight));
      case 3_600 ->
          command(
              "ev/ev1",
              28_800,
              "{\"departure\":\"" + midnight.plusSeconds(27_000) + "\",\"energyWh\":20000}");
      case 5_400 -> command("setpoint/battery1", 600, "-2000");
      case 7_200 -> command("limit-import", 900, "3000");
      case 9_000 ->
          command(
              "compute/compute1",
              18_000,
              "{\"energyWh\":6000,\"by\":\"" + midnight.plusSeconds(27_000) + "\"}");
      case 10_800 -> command("mode", 900, "\"island\"");
      case 14_400 -> grid(false);
      case 16_800 -> grid(true);
      case 20_000 -> command("setpoint/battery1", -5, "1");
      case 21_000 -> command("nothing", 60, "1");
      case 28_800 -> command("setpoint/ev1", 900, "-4000");
      case 32_400 -> command("mode", 900, "\"island-test\"");
      case 36_000 -> links.meter.silent(true);
      case 36_060 -> links.meter.silent(false);
      case 43_200 -> plant.change(now -> now.forceContact(true));
      case 45_000 -> plant.change(now -> now.forceContact(false));
      case 46_800 -> command("limit-export", 1800, "1000");
      case 50_400 -> command("objective", 3600, "\"self-consumption\"");
      case 54_000 -> command("reserve-soc", 3600, "40");
      case 57_600 -> command("mode", 600, "\"hold\"");
      case 61_200 -> links.battery.silent(true);
      case 61_320 -> links.battery.silent(false);
      case 64_800 -> command("compute/compute1", 1800, "1500");
      case 66_600 -> links.pv.silent(true);
      case 66_900 -> links.pv.silent(false);
      case 70_200 -> links.battery.spoiled(FaultyLinks.NO_CHARGE);
      case 70_800 -> links.battery.spoiled(FaultyPort.Spoiler.NONE);
      case 72_000 -> command("mode", 900, "\"self-consumption\"");
      case 75_600 -> restart();
      case 79_200 -> command("setpoint/battery1", 600, "3000");
      default -> {}
    }
  }

  private static String prices(Instant midnight) {
    StringBuilder value =
        new StringBuilder("{\"start\":\"" + midnight + "\",\"slotS\":3600,\"importPerKwh\":[");
    for (int hour = 0; hour < 24; hour++) {
      value.append(hour == 0 ? "" : ",").append(price(midnight.plus(Duration.ofHours(hour))));
    }
    return value.append("]}").toString();
  }

  private void command(String name, int validS, String value) {
    number++;
    String text =
        "{\"id\":\"fixed-%d\",\"issuedAt\":\"%s\",\"validForS\":%d,\"value\":%s}"
            .formatted(number, clock.now().instant(), validS, value);
    String topic = "spikewatt/" + site.name() + "/command/" + name;
    broker.deliver(new Message(topic, text.getBytes(StandardCharsets.UTF_8), false));
  }

  private void grid(boolean up) {
    plant.change(now -> now.setGridUp(up));
  }

  /** A process that is killed, and the next one. */
  private void restart() throws IOException {
    daemon.close();
    wiring.letGo();
    startDaemon();
  }

  private void line(String what, String text) {
    out.print(clock.now().instant() + " " + what + " " + text + "\n");
  }

  private void publish(Message message) {
    String topic = message.retained() ? message.topic() + " retained" : message.topic();
    line(topic, new String(message.payload(), StandardCharsets.UTF_8));
  }

  @Override
  public void wrote(PlantWrite write) {
    String what =
        switch (write) {
          case PlantWrite.Registers r -> r.address() + " " + r.words() + " " + r.taken();
          case PlantWrite.Node n -> n.value() + " " + n.taken();
          case PlantWrite.Relay r -> Boolean.toString(r.closed());
          case PlantWrite.SgReady s -> Integer.toString(s.state());
        };
    line("write", write.device() + " " + what);
  }

  @Override
  public void close() {
    daemon.close();
  }
}
