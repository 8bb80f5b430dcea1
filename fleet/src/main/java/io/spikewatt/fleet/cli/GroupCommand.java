package io.spikewatt.fleet.cli;

import io.spikewatt.config.cli.CliOptions;
import io.spikewatt.config.cli.CliOptions.UsageException;
import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.json.MalformedMessage;
import io.spikewatt.controller.protocol.OrderRefusal;
import io.spikewatt.fleet.order.GroupOrder;
import io.spikewatt.fleet.order.GroupOrder.OrderTerms;
import io.spikewatt.fleet.order.OperatorKey;
import io.spikewatt.fleet.order.OrderFile;
import io.spikewatt.fleet.order.RolloutRules;
import io.spikewatt.fleet.store.FleetState;
import io.spikewatt.hal.store.PrivateFiles;
import io.spikewatt.hal.time.Clock;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code fleet command}: signs a command for a group of gateways and leaves it to the coordinator.
 *
 * @param clock for the time of issue
 * @param random makes ids differ that are issued in the same second
 */
record GroupCommand(PrintStream out, Clock clock, RandomGenerator random) {

  private static final Duration MOST_VALID = Duration.ofDays(7);
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,6})(s|min|h|d)");
  private static final DateTimeFormatter COMPACT =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  ExitCode run(List<String> arguments)
      throws UsageException, IOException, GeneralSecurityException {
    String verb = arguments.isEmpty() ? "" : arguments.getFirst();
    List<String> rest = arguments.isEmpty() ? List.of() : arguments.subList(1, arguments.size());
    switch (verb) {
      case "status" -> status(rest);
      case "stop" -> stop(rest);
      case "key" -> key(rest);
      case "submit" -> submit(rest);
      default -> issue(arguments);
    }
    return ExitCode.OK;
  }

  private void issue(List<String> arguments)
      throws UsageException, IOException, GeneralSecurityException {
    CliOptions options =
        CliOptions.parse(
            arguments,
            Set.of(
                "--folder",
                "--to",
                "--command",
                "--key",
                "--first",
                "--stages",
                "--stop-above",
                "--valid",
                "--answer-within",
                "--pause",
                "--out"),
            Set.of("--dry-run"));
    String to = options.required("--to");
    String[] words = options.required("--command").strip().split("\\s+", 2);
    RolloutRules rules = rules(options);
    Duration valid = duration(options, "--valid", Duration.ofMinutes(10));
    OrderTerms terms = terms(words, valid);
    requireTime(rules, valid);
    Path keyFile = Path.of(options.required("--key"));
    if (!Files.exists(keyFile)) {
      throw new IOException(
          "no key %s: make one with ./spikewatt fleet command key --key %s"
              .formatted(keyFile, keyFile));
    }
    PrivateKey key = OperatorKey.read(keyFile);
    boolean dryRun = options.has("--dry-run");
    Optional<Path> file = options.value("--out").map(Path::of);
    if (file.isPresent()) {
      GroupOrder order =
          signed(terms, rules, MemberSelection.of(to, Optional.empty()), dryRun, key);
      PrivateFiles.replace(file.get(), OrderFile.text(order).getBytes(StandardCharsets.UTF_8));
      out.printf(
          "%s holds order %s; hand it over before %s: ./spikewatt fleet command submit %s%n",
          file.get(), terms.id(), terms.expiresAt(), file.get());
      return;
    }
    try (FleetState state = FleetFolder.of(options).knownState()) {
      List<String> gateways = MemberSelection.of(to, Optional.of(state.gateways().all()));
      add(state, signed(terms, rules, gateways, dryRun, key), options);
    }
  }

  private static GroupOrder signed(
      OrderTerms terms, RolloutRules rules, List<String> gateways, boolean dryRun, PrivateKey key)
      throws GeneralSecurityException {
    try {
      return GroupOrder.sign(terms, rules, gateways, dryRun, key);
    } catch (OrderRefusal e) {
      throw new IllegalArgumentException(
          "--command: a name and its value in JSON expected, for example 'limit-export 1500' or"
              + " 'mode \"hold\"': "
              + e.getMessage(),
          e);
    }
  }

  private void add(FleetState state, GroupOrder order, CliOptions options) {
    state.orders().add(order);
    out.printf(
        "order %s to %d gateways until %s%s%n",
        order.terms().id(),
        order.members().size(),
        order.terms().expiresAt(),
        order.dryRunOnly() ? ", dry run only" : "");
    String folder = options.value("--folder").map(name -> " --folder " + name).orElse("");
    out.println("  ./spikewatt fleet command status " + order.terms().id() + folder);
  }

  private OrderTerms terms(String[] words, Duration valid) {
    String first = words[0].split("/", 2)[0];
    if (!Site.Mqtt.COMMANDS.contains(first) || words.length < 2) {
      throw new IllegalArgumentException(
          "--command: one of %s and its value in JSON expected, found %s"
              .formatted(String.join(", ", Site.Mqtt.COMMANDS), String.join(" ", words)));
    }
    Instant now = clock.now().instant().truncatedTo(ChronoUnit.SECONDS);
    String id = "%s-%04x".formatted(COMPACT.format(now), random.nextInt(1 << 16));
    return new OrderTerms(id, words[0], words[1], now, now.plus(valid));
  }

  /** The command of the last stage must not have lapsed before it arrives. */
  private static void requireTime(RolloutRules rules, Duration valid) {
    if (valid.compareTo(MOST_VALID) > 0) {
      throw new IllegalArgumentException("--valid: at most 7d expected");
    }
    if (rules.longest().compareTo(valid) >= 0) {
      throw new IllegalArgumentException(
          "--valid: more than the %d s expected that a dry run and %d stages may take; fewer"
                  .formatted(rules.longest().toSeconds(), rules.percents().size() + 1)
              + " stages, a shorter --pause or a shorter --answer-within help");
    }
  }

  private static RolloutRules rules(CliOptions options) throws UsageException {
    RolloutRules usual = RolloutRules.CAREFUL;
    List<Integer> stages = usual.percents();
    if (options.value("--stages").isPresent()) {
      String text = options.value("--stages").get();
      if (!text.matches("[0-9]{1,3}( *, *[0-9]{1,3})*")) {
        throw new IllegalArgumentException(
            "--stages: percentages such as 5,25,100 expected, found " + text);
      }
      stages = Arrays.stream(text.split(" *, *")).map(Integer::valueOf).toList();
    }
    return new RolloutRules(
        (int) options.number("--first", usual.first(), 1, 1_000_000),
        stages,
        options.number("--stop-above", usual.stopAbove(), 0, 1),
        duration(options, "--answer-within", usual.answerWithin()),
        duration(options, "--pause", usual.pause()));
  }

  private static Duration duration(CliOptions options, String name, Duration otherwise) {
    Optional<String> text = options.value(name);
    if (text.isEmpty()) {
      return otherwise;
    }
    Matcher matcher = DURATION.matcher(text.get());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "%s: a time such as 90s, 10min or 2h expected, found %s".formatted(name, text.get()));
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "s" -> Duration.ofSeconds(number);
      case "min" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }

  private void key(List<String> arguments)
      throws UsageException, IOException, GeneralSecurityException {
    CliOptions options = CliOptions.parse(arguments, Set.of("--key"), Set.of());
    Path file = Path.of(options.required("--key"));
    OperatorKey.make(file);
    out.println("keep " + file + " where no coordinator is");
    out.println("copy to the gateways: " + OperatorKey.publicFile(file));
  }

  private void submit(List<String> arguments) throws UsageException, IOException {
    CliOptions options = CliOptions.parse(arguments, "FILE", Set.of("--folder"), Set.of());
    Path file = Path.of(options.required("FILE"));
    GroupOrder order;
    try {
      order = OrderFile.read(Files.readString(file));
    } catch (MalformedMessage e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
    try (FleetState state = FleetFolder.of(options).knownState()) {
      add(state, order, options);
    }
  }

  private void stop(List<String> arguments) throws UsageException, IOException {
    CliOptions options = CliOptions.parse(arguments, "ID", Set.of("--folder"), Set.of());
    String id = options.required("ID");
    try (FleetState state = FleetFolder.of(options).knownState()) {
      if (state.orders().find(id).isEmpty()) {
        throw new IllegalArgumentException("no such order: " + id);
      }
      boolean stopped = state.orders().stop(id, "stopped by a person");
      out.println(
          stopped
              ? "order %s is stopped; what gateways have accepted lapses by itself".formatted(id)
              : "order %s had ended before".formatted(id));
    }
  }

  private void status(List<String> arguments) throws UsageException, IOException {
    boolean one = !arguments.isEmpty() && !arguments.getFirst().startsWith("--");
    CliOptions options =
        one
            ? CliOptions.parse(arguments, "ID", Set.of("--folder"), Set.of())
            : CliOptions.parse(arguments, Set.of("--folder"), Set.of());
    try (FleetState state = FleetFolder.of(options).knownState()) {
      OrderTable table = new OrderTable(out);
      if (!one) {
        state.orders().newest(OrderTable.NEWEST).forEach(table::line);
        return;
      }
      String id = options.required("ID");
      table.print(
          state
              .orders()
              .find(id)
              .orElseThrow(() -> new IllegalArgumentException("no such order: " + id)));
    }
  }
}
