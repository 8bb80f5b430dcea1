import io.spikewatt.controller.protocol.FleetTopics;
import io.spikewatt.controller.protocol.RecordBatch;
import io.spikewatt.fleet.certificate.CertificateAuthority;
import io.spikewatt.fleet.coordinate.FirstModels;
import io.spikewatt.fleet.link.FleetAccess;
import io.spikewatt.fleet.registry.ModelSigner;
import io.spikewatt.fleet.registry.ModelVersion;
import io.spikewatt.fleet.registry.ReleaseStage;
import io.spikewatt.fleet.store.FleetState;
import io.spikewatt.fleet.stream.BrokerDefinitions;
import io.spikewatt.fleet.stream.RabbitStream;
import io.spikewatt.fleet.stream.RecordStream;
import io.spikewatt.fleet.stream.StreamAddress;
import io.spikewatt.fleet.stream.StreamMessage;
import io.spikewatt.fleet.testing.RabbitCluster;
import io.spikewatt.hal.store.Sha256;
import io.spikewatt.hal.time.SystemClock;
import io.spikewatt.inference.federated.SharedModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * {@code FleetBench FOLDER GATEWAYS NODES DAY_SECONDS URL PASSWORD_FILE POSTMASTER tls|plain}: the
 * lines of {@code bench/fleet}. Exit code 1 if a goal is missed.
 */
final class FleetBench {

  private static final String STREAM = "fleet-records";
  private static final Duration BACK = Duration.ofSeconds(60);
  private static final int STEPPERS = 2;
  private static final long STEP_MILLIS = 250;
  private static final int CONNECTING_AT_ONCE = 20;
  private static final FleetTopics TOPICS = new FleetTopics("spikewatt-fleet", "coordinator");

  private final Path folder;
  private final int count;
  private final int nodes;
  private final Duration day;
  private final String url;
  private final Path passwordFile;
  private final long postmaster;
  private final boolean encrypted;
  private final SystemClock clock = new SystemClock();
  private final List<LightGateway> gateways = new ArrayList<>();
  private final BenchGoals goals = new BenchGoals();
  private volatile long dayBegan;
  private volatile boolean over;

  private FleetBench(String[] arguments) {
    folder = Path.of(arguments[0]);
    count = Integer.parseInt(arguments[1]);
    nodes = Integer.parseInt(arguments[2]);
    day = Duration.ofSeconds(Integer.parseInt(arguments[3]));
    url = arguments[4];
    passwordFile = Path.of(arguments[5]);
    postmaster = Long.parseLong(arguments[6]);
    encrypted = arguments[7].equals("tls");
  }

  public static void main(String[] arguments) throws Exception {
    FleetBench bench = new FleetBench(arguments);
    bench.run();
    bench.goals.exit();
  }

  private void run() throws Exception {
    List<String> names = IntStream.rangeClosed(1, count).mapToObj("g%05d"::formatted).toList();
    Path state = folder.resolve("state");
    Instant now = clock.now().instant();
    CertificateAuthority authority = CertificateAuthority.kept(state, "bench fleet", now);
    SharedModel first = FirstModels.untrained().getFirst();
    PublicKey key = models(state, first);
    long begin = System.nanoTime();
    Path rabbit = Files.createDirectory(folder.resolve("rabbit"));
    try (RabbitCluster cluster =
        encrypted
            ? RabbitCluster.start(
                rabbit, nodes, authority, new BrokerDefinitions(TOPICS, STREAM), names)
            : RabbitCluster.open(rabbit, nodes)) {
      say("%d node(s) up after %.0f s", nodes, since(begin));
      for (String name : names) {
        FleetAccess.issue(cluster.brokers(), authority, name, folder.resolve("members/" + name));
      }
      Process coordinator = coordinator(state, cluster);
      try {
        day(cluster, coordinator, names, key, first);
      } finally {
        over = true;
        closeAll();
        coordinator.destroyForcibly().waitFor();
      }
    }
  }

  /** Version 0 is released, version 1 waits for a trial; returns the key of their signatures. */
  private PublicKey models(Path state, SharedModel first) throws Exception {
    ModelSigner signer = ModelSigner.of(state);
    try (FleetState fleet = FleetState.open(state)) {
      for (long version = 0; version < 2; version++) {
        SharedModel model = new SharedModel(first.features(), version, first.weights());
        var signed = signer.sign(model);
        fleet
            .models()
            .add(
                new ModelVersion(
                    model.features(),
                    version,
                    Sha256.of(signed.model()),
                    List.of(),
                    version == 0 ? ReleaseStage.RELEASED : ReleaseStage.TRAINED,
                    clock.now().instant()),
                signed);
      }
      say(
          "a model of %d weights, %d bytes signed",
          first.weights().length, signer.sign(first).encoded().length);
    }
    return signer.publicKey();
  }

  /** The product's own command, in a process of its own. */
  private Process coordinator(Path state, RabbitCluster cluster) throws IOException {
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-Xmx320m",
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            "io.spikewatt.fleet.cli.FleetMain",
            "coordinator",
            "--folder",
            state.toString(),
            "--broker",
            cluster.brokers(),
            "--records",
            url,
            "--records-password-file",
            passwordFile.toString(),
            "--records-stream",
            cluster.stream(STREAM),
            "--rounds",
            "0",
            "--rounds-per-trial",
            "1",
            "--trial-s",
            "36000")
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("coordinator.out").toFile())
        .start();
  }

  private void day(
      RabbitCluster cluster,
      Process coordinator,
      List<String> names,
      PublicKey key,
      SharedModel first)
      throws Exception {
    await("the stream is made", Duration.ofSeconds(90), () -> streamed(cluster));
    String queue = queueLine(cluster);
    int leader = cluster.leader(STREAM);
    int replicas = queue.split("@", -1).length - 2;
    say("stream of %d replica(s), led by node %d", replicas, leader + 1);
    goals.check(replicas == nodes, "as many replicas of the stream as nodes");
    List<Long> brokers = cluster.processes();
    ProcessCost idleNodes = ProcessCost.of(brokers);
    for (int i = 0; i < STEPPERS; i++) {
      int part = i;
      Thread.ofPlatform().daemon().start(() -> stepAll(part));
    }
    connectAll(cluster, names, key, first);
    ProcessCost withSessions = ProcessCost.of(brokers);
    say(
        "memory of the nodes: %.0f MB each without sessions, %.0f MB with; %.0f kB a session",
        idleNodes.residentMb() / nodes,
        withSessions.residentMb() / nodes,
        (withSessions.residentMb() - idleNodes.residentMb()) * 1024 / count);
    say(
        "processor time of a new session: nodes %.1f ms",
        (withSessions.cpuS() - idleNodes.cpuS()) * 1000 / count);
    Costs quiet = costs(brokers, coordinator);
    Thread.sleep(Duration.ofSeconds(20));
    Costs began = costs(brokers, coordinator);
    say("20 s without records: %s", began.since(quiet));

    dayBegan = System.nanoTime();
    awaitDay(0.25);
    Costs quarter = costs(brokers, coordinator);
    report("first quarter of the day", began, quarter);
    push();
    awaitDay(0.5);
    Costs half = costs(brokers, coordinator);
    report("second quarter, with the push", quarter, half);
    if (nodes > 1) {
      kill(cluster, leader);
    }
    awaitDay(0.75);
    if (nodes > 1) {
      long again = System.nanoTime();
      cluster.startAgain(leader);
      say("the node is back %.0f s after its start", since(again));
    }
    awaitDay(1);
    long ended = System.nanoTime();
    try {
      await("all records are answered", Duration.ofSeconds(180), () -> all(LightGateway::done));
    } catch (IllegalStateException e) {
      goals.check(false, String.valueOf(e.getMessage()));
      gateways.stream().filter(g -> !g.done()).limit(5).forEach(g -> say("  %s", g));
    }
    say("all batches answered %.1f s after the day's end", since(ended));
    say("batches answered in all: %d in %.0f s", stored(), since(dayBegan));
    say(
        "memory at the end: nodes %s MB, coordinator %.0f MB",
        cluster.processes().stream()
            .map(p -> "%.0f".formatted(ProcessCost.of(List.of(p)).residentMb()))
            .toList(),
        ProcessCost.of(List.of(coordinator.pid())).residentMb());
    check(cluster);
  }

  private boolean streamed(RabbitCluster cluster) {
    try {
      return !queueLine(cluster).isEmpty();
    } catch (IOException _) {
      return false;
    }
  }

  private static String queueLine(RabbitCluster cluster) throws IOException {
    return cluster
        .control("list_queues", "--quiet", "name", "leader", "members")
        .lines()
        .filter(line -> line.startsWith(STREAM))
        .findFirst()
        .orElse("");
  }

  private void connectAll(
      RabbitCluster cluster, List<String> names, PublicKey key, SharedModel first)
      throws Exception {
    long begin = System.nanoTime();
    for (int i = 0; i < count; i++) {
      String name = names.get(i);
      FleetAccess access = FleetAccess.kept(cluster.brokers(), folder.resolve("members/" + name));
      LightGateway gateway =
          new LightGateway(name, i + 1, access, TOPICS, key, first, access.signatures(TOPICS));
      synchronized (gateways) {
        gateways.add(gateway);
      }
      int begun = i + 1;
      await(
          "fewer are connecting",
          Duration.ofMinutes(2),
          () -> begun - number(LightGateway::connected) < CONNECTING_AT_ONCE);
    }
    await("all are connected", Duration.ofMinutes(5), () -> all(LightGateway::connected));
    double connected = since(begin);
    await("all are welcome", Duration.ofMinutes(5), () -> all(LightGateway::welcome));
    await("all have version 0", Duration.ofMinutes(5), () -> all(g -> g.model() >= 0));
    say(
        "%d sessions %s: connected after %.1f s, at most %d at once; welcomed and with the model"
            + " after %.1f s",
        count,
        encrypted ? "with TLS of their own" : "without TLS",
        connected,
        CONNECTING_AT_ONCE,
        since(begin));
  }

  /** Steps a part of the gateways until the end. */
  private void stepAll(int part) {
    while (!over) {
      List<LightGateway> all;
      synchronized (gateways) {
        all = List.copyOf(gateways);
      }
      for (int i = part; i < all.size(); i += STEPPERS) {
        all.get(i).step(clock.now(), quarters());
      }
      LockSupport.parkNanos(STEP_MILLIS * 1_000_000);
    }
  }

  /** Quarter hours of the day that are over; 0 before it begins. */
  private int quarters() {
    double share = dayBegan == 0 ? 0 : since(dayBegan) / day.toSeconds();
    return (int) Math.min(LightGateway.QUARTERS, share * LightGateway.QUARTERS);
  }

  /** Waits for a share of the day, which goes on meanwhile. */
  private void awaitDay(double share) {
    while (since(dayBegan) < share * day.toSeconds()) {
      LockSupport.parkNanos(20_000_000);
    }
  }

  private void push() {
    long begin = System.nanoTime();
    gateways.forEach(LightGateway::report);
    await("all have version 1", Duration.ofMinutes(3), () -> all(g -> g.model() == 1));
    say("a model pushed to all: the last has it after %.1f s", since(begin));
  }

  private void kill(RabbitCluster cluster, int node) throws InterruptedException {
    List<Long> before = gateways.stream().map(LightGateway::connections).toList();
    int stored = stored();
    long begin = System.nanoTime();
    cluster.kill(node);
    say("kill -9 of node %d, which leads the stream", node + 1);
    double answered = 0;
    double connected = 0;
    double welcome = 0;
    while (since(begin) < 120 && (answered == 0 || welcome == 0)) {
      // Sessions notice within a moment; before that all seem to be there.
      if (answered == 0 && since(begin) > 0.5 && stored() > stored + count / 10) {
        answered = since(begin);
      }
      if (since(begin) > 2 && connected == 0 && all(LightGateway::connected)) {
        connected = since(begin);
      }
      if (since(begin) > 2 && welcome == 0 && all(LightGateway::welcome)) {
        welcome = since(begin);
      }
      LockSupport.parkNanos(20_000_000);
    }
    long lost =
        IntStream.range(0, count)
            .filter(i -> gateways.get(i).connections() > before.get(i))
            .count();
    say(
        "%d sessions were lost; all connected after %.1f s, all welcomed after %.1f s; a tenth of"
            + " the gateways answered after %.1f s",
        lost, connected, welcome, answered);
    goals.check(
        lost > 0 && welcome > 0 && welcome <= BACK.toSeconds() && answered > 0,
        "all back within a minute");
  }

  private int stored() {
    return gateways.stream().mapToInt(LightGateway::stored).sum();
  }

  private long number(Predicate<LightGateway> condition) {
    return gateways.stream().filter(condition).count();
  }

  private boolean all(Predicate<LightGateway> condition) {
    return gateways.stream().allMatch(condition);
  }

  /** Compares the database and the stream with what was sent. */
  private void check(RabbitCluster cluster) throws Exception {
    Properties access = new Properties();
    access.setProperty("password", Files.readAllLines(passwordFile).getFirst());
    TreeMap<String, double[]> found = new TreeMap<>();
    long distinct;
    long rows = 0;
    double bytes;
    try (Connection connection = DriverManager.getConnection(url, access);
        Statement statement = connection.createStatement()) {
      try (ResultSet sums =
          statement.executeQuery(
              "SELECT gateway, count(*), sum(value) FROM site_record GROUP BY gateway")) {
        while (sums.next()) {
          found.put(sums.getString(1), new double[] {sums.getLong(2), sums.getDouble(3)});
          rows += sums.getLong(2);
        }
      }
      distinct =
          number(
              statement,
              "SELECT count(*) FROM (SELECT DISTINCT gateway, kind, at FROM site_record) AS d");
      bytes = size(statement);
    }
    long lost = 0;
    long absent = 0;
    for (int i = 0; i < count; i++) {
      double[] of = found.getOrDefault(gateways.get(i).name, new double[2]);
      double sum = 0;
      for (int quarter = 0; quarter < LightGateway.QUARTERS; quarter++) {
        for (int kind = 0; kind < LightGateway.KINDS.size(); kind++) {
          sum += LightGateway.value(i + 1, quarter, kind);
        }
      }
      lost += Math.max(0, gateways.get(i).acknowledged() - (long) of[0]);
      long missing = LightGateway.QUARTERS * LightGateway.KINDS.size() - (long) of[0];
      absent += missing;
      goals.check(missing > 0 || of[1] == sum, "each row has the value that was sent");
    }
    say(
        "database: %d rows, %d acknowledged ones lost, %d doubled, %d not arrived yet; %.0f bytes a"
            + " row with its index",
        rows, lost, rows - distinct, absent, bytes / rows);
    goals.check(absent == 0, "all rows arrived");
    goals.check(lost == 0, "no acknowledged row lost");
    goals.check(rows == distinct, "no row doubled");
    replay(cluster);
    List<String> refusals =
        gateways.stream().flatMap(g -> g.refusals().stream()).distinct().toList();
    say("refusals: %s", refusals);
  }

  /** A node whose replica is still starting refuses; the next attempt asks another node. */
  private static RecordStream opened(RecordStream.Source source) throws Exception {
    long begin = System.nanoTime();
    while (true) {
      try {
        return source.open(OptionalLong.empty());
      } catch (IOException e) {
        if (since(begin) > 30) {
          throw e;
        }
        Thread.sleep(200);
      }
    }
  }

  /** Whatever the broker has confirmed must be in the stream, which lost a replica meanwhile. */
  private void replay(RabbitCluster cluster) throws Exception {
    FleetAccess access =
        FleetAccess.kept(cluster.brokers(), folder.resolve("state/members/coordinator"));
    RecordStream.Source source =
        RabbitStream.source(
            StreamAddress.parse(cluster.stream(STREAM)),
            RabbitStream.pattern(TOPICS.up("*", RecordBatch.TOPIC)),
            encrypted ? Optional.of(access.tls()) : Optional.empty());
    Set<String> seen = new HashSet<>();
    long messages = 0;
    long bytes = 0;
    long begin = System.nanoTime();
    double took = 0;
    try (RecordStream stream = opened(source)) {
      for (List<StreamMessage> next = stream.next(1000, Duration.ofSeconds(10));
          !next.isEmpty();
          next = stream.next(1000, Duration.ofSeconds(3))) {
        for (StreamMessage message : next) {
          messages++;
          bytes += message.body().length;
          seen.add(
              TOPICS.source(message.topic()).orElseThrow().gateway()
                  + " "
                  + ByteBuffer.wrap(message.body()).getLong(Long.BYTES));
        }
        took = since(begin);
      }
    }
    long confirmed = 0;
    long missing = 0;
    for (LightGateway gateway : gateways) {
      for (long number : gateway.confirmed()) {
        confirmed++;
        missing += seen.contains(gateway.name + " " + number) ? 0 : 1;
      }
    }
    say(
        "stream: %d batches confirmed by the broker, %d of them missing; %d messages (%d sent"
            + " again), %.0f bytes each, %.0f on the disk of a node; read again at %.0f a second",
        confirmed,
        missing,
        messages,
        messages - seen.size(),
        (double) bytes / messages,
        (double) streamBytes() / messages / nodes,
        messages / took);
    goals.check(missing == 0 && confirmed > 0, "no confirmed batch missing in the stream");
  }

  private long streamBytes() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("rabbit/data"))) {
      return files
          .filter(file -> file.toString().contains("/stream/") && Files.isRegularFile(file))
          .mapToLong(file -> file.toFile().length())
          .sum();
    }
  }

  private static long number(Statement statement, String sql) throws SQLException {
    try (ResultSet found = statement.executeQuery(sql)) {
      found.next();
      return found.getLong(1);
    }
  }

  private static double size(Statement statement) throws SQLException {
    try {
      return number(statement, "SELECT hypertable_size('site_record')");
    } catch (SQLException _) {
      return number(statement, "SELECT pg_total_relation_size('site_record')");
    }
  }

  /** What all processes have used by now. */
  private Costs costs(List<Long> brokers, Process coordinator) {
    return new Costs(
        System.nanoTime(),
        stored(),
        ProcessCost.of(brokers).cpuS(),
        ProcessCost.of(List.of(coordinator.pid())).cpuS(),
        ProcessCost.of(ProcessCost.family(postmaster)).cpuS(),
        ProcessCost.of(List.of(ProcessHandle.current().pid())).cpuS());
  }

  private record Costs(
      long at, int stored, double nodes, double coordinator, double database, double gateways) {

    String since(Costs earlier) {
      double s = (at - earlier.at) * 1e-9;
      return String.format(
          Locale.ROOT,
          "processors used: nodes %.2f, coordinator %.2f, database %.2f, gateways %.2f",
          (nodes - earlier.nodes) / s,
          (coordinator - earlier.coordinator) / s,
          (database - earlier.database) / s,
          (gateways - earlier.gateways) / s);
    }
  }

  private void report(String what, Costs from, Costs to) {
    double batches = to.stored - from.stored;
    say(
        "%s: %.0f batches a second stored; %s; a batch costs nodes %.2f ms, coordinator %.2f ms,"
            + " database %.2f ms",
        what,
        batches / ((to.at - from.at) * 1e-9),
        to.since(from),
        (to.nodes - from.nodes) * 1000 / batches,
        (to.coordinator - from.coordinator) * 1000 / batches,
        (to.database - from.database) * 1000 / batches);
  }

  private void await(String what, Duration most, BooleanSupplier condition) {
    long begin = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (since(begin) > most.toSeconds()) {
        throw new IllegalStateException(
            "not within %d s: %s (of %d gateways %d connected, %d welcome, %d done)"
                .formatted(
                    most.toSeconds(),
                    what,
                    gateways.size(),
                    number(LightGateway::connected),
                    number(LightGateway::welcome),
                    number(LightGateway::done)));
      }
      LockSupport.parkNanos(20_000_000);
    }
  }

  private static double since(long nanos) {
    return (System.nanoTime() - nanos) * 1e-9;
  }

  private static void say(String text, Object... values) {
    System.out.printf(Locale.ROOT, text + "%n", values);
  }

  /** All at once: each waits for its last packets. */
  private void closeAll() throws InterruptedException {
    List<Thread> threads = gateways.stream().map(g -> Thread.ofVirtual().start(g::close)).toList();
    for (Thread thread : threads) {
      thread.join();
    }
  }
}
