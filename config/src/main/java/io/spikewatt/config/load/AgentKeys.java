package io.spikewatt.config.load;

import io.spikewatt.config.compute.BoxPower;
import io.spikewatt.config.compute.ComputeAgentConfig;
import io.spikewatt.config.compute.DrawSource;
import io.spikewatt.config.compute.JobSource;
import io.spikewatt.config.compute.JobSource.Counter;
import io.spikewatt.config.compute.MeansSpec;
import io.spikewatt.config.compute.WorkPhase;
import io.spikewatt.config.site.CommandRights;
import io.spikewatt.config.site.Site;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** Keys of the file of a compute box's agent. */
final class AgentKeys {

  private static final ValueType<Double> POWER = ValueTypes.number("W", 0, 1e9);

  private static final Key<String> BASE =
      Key.required(
          "topic", ValueTypes.topic(), "first level(s) of its topics, as the gateway names them");
  private static final Key<Double> MIN =
      Key.required("min-w", POWER, "draw with all work held back; a measured one replaces it");
  private static final Key<Double> MAX =
      Key.required("max-w", ValueTypes.number("W", 1, 1e9), "draw at full work");
  private static final Key<Double> SAFE =
      Key.required("safe-w", POWER, "budget while none arrives");
  private static final Key<Double> RAMP =
      Key.optional(
          "ramp-w-per-min",
          ValueTypes.number("W a minute", 1, 1e9),
          "at once",
          "largest change of the power that is held, up and down; the safe budget is followed"
              + " down at once");
  private static final Key<Duration> HALF_LIFE =
      Key.written(
          "half-life-days",
          ValueTypes.duration(ChronoUnit.DAYS, "days", 0.1, 365),
          "14",
          "time after which a measurement of work counts half");
  private static final Key<String> DIRECTORY =
      Key.withDefault(
          "directory",
          FileKeys.PATH,
          "/var/lib/spikewatt-compute",
          "place of what outlives a restart; relative to this file");
  private static final Section AGENT =
      Section.of("agent", "The box.", BASE, MIN, MAX, SAFE, RAMP, HALF_LIFE, DIRECTORY)
          .asRequired();

  private static final Key<String> CLIENT_ID =
      Key.optional(
          "client-id",
          SiteKeys.CLIENT_ID.type(),
          "spikewatt-compute- and the topic, with - for /",
          "unique at the broker");
  private static final Section MQTT =
      Section.of(
              "mqtt",
              "The gateway's broker.",
              SiteKeys.BROKER,
              SiteKeys.MQTT_VERSION,
              CLIENT_ID,
              FileKeys.USER,
              FileKeys.PASSWORD_FILE,
              FileKeys.CA_FILE,
              FileKeys.CERTIFICATE_FILE,
              FileKeys.KEY_FILE,
              SiteKeys.INSECURE)
          .asRequired();

  private static final Key<Double> REST =
      Key.required("rest-w", POWER, "the means' own meters, and this draw of all other parts");
  private static final Key<String> METER =
      Key.required("file", HelperKeys.ABSOLUTE, "a file that holds one number");
  private static final Key<Double> WATTS =
      Key.withDefault(
          "watts-per-unit",
          ValueTypes.number("W", 1e-9, 1e6),
          1.0,
          "of that number; 0.000001 for µW");
  private static final Key<Double> IDLE = Key.required("idle-w", POWER, "draw at rest");
  private static final Key<Double> FULL =
      Key.required("full-w", POWER, "draw with all processors in use");

  static final List<SectionVariant<DrawSource>> DRAWS =
      List.of(
          new SectionVariant<>(
              DrawSource.Meters.class,
              Section.of("rest-w", "The means' own meters.", REST),
              (v, _) -> new DrawSource.Meters(v.get(REST))),
          new SectionVariant<>(
              DrawSource.MeterFile.class,
              Section.of("file", "A meter's file.", METER, WATTS),
              (v, _) -> new DrawSource.MeterFile(v.get(METER), v.get(WATTS))),
          new SectionVariant<>(
              DrawSource.Processors.class,
              Section.of("idle-w", "An estimate from the use of the processors.", IDLE, FULL),
              (v, _) -> new DrawSource.Processors(v.get(IDLE), v.get(FULL))));
  private static final Section DRAW =
      Section.of("draw", "Where the draw of the box is known from, one kind.")
          .asRequired()
          .withVariants(SectionVariant.sections(DRAWS));

  private static final Key<String> JOB =
      Key.required(
          "job", ValueTypes.text("letters, digits and -", "[A-Za-z0-9-]{1,32}"), "its name");
  private static final Key<WorkPhase> PHASE =
      Key.required("phase", ValueTypes.choice(WorkPhase.class), "kind of its work");
  private static final Key<String> COUNTER =
      Key.required("counter-file", HelperKeys.ABSOLUTE, "a file that holds the count of its work");
  private static final Key<String> METRICS =
      Key.required(
          "metrics",
          ValueTypes.text(
              "an address on this machine such as http://127.0.0.1:8000/metrics",
              "http://(127\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}|\\[::1\\]|localhost):[0-9]{1,5}"
                  + "(/[\\x21-\\x7E&&[^#\"<>\\\\^`{|}]]*)?"),
          "metrics in Prometheus' text format");
  private static final Key<String> METRIC =
      Key.required(
          "metric",
          ValueTypes.text("a metric's name", "[a-zA-Z_:][a-zA-Z0-9_:]{0,199}"),
          "counter of its work there; its series are added");
  private static final Key<String> GROUP =
      Key.required(
          "cpu-group",
          ValueTypes.text("a control group such as jobs/training", HelperKeys.GROUP_NAME),
          "processor seconds of a control group count as work");

  static final List<SectionVariant<Counter>> COUNTERS =
      List.of(
          new SectionVariant<>(
              Counter.InFile.class,
              Section.of("counter-file", "A count in a file.", COUNTER),
              (v, _) -> new Counter.InFile(v.get(COUNTER))),
          new SectionVariant<>(
              Counter.InMetrics.class,
              Section.of("metrics", "A counter of Prometheus' metrics.", METRICS, METRIC),
              (v, _) -> new Counter.InMetrics(URI.create(v.get(METRICS)), v.get(METRIC))),
          new SectionVariant<>(
              Counter.OfProcessors.class,
              Section.of("cpu-group", "Processor time.", GROUP, HelperKeys.CONTROL_GROUPS),
              (v, _) -> new Counter.OfProcessors(v.get(GROUP), v.get(HelperKeys.CONTROL_GROUPS))));
  private static final Section JOBS =
      Section.of("jobs", "Jobs whose work is counted, one kind of counter each.", JOB, PHASE)
          .asList()
          .withVariants(SectionVariant.sections(COUNTERS));

  static final Section FILE =
      Section.of("", "Agent of a compute box.")
          .withChildren(AGENT, MQTT, MeansKeys.MEANS, DRAW, JOBS);

  private AgentKeys() {}

  /** Binds valid values; reports powers in disorder. Empty if there are some. */
  static Optional<ComputeAgentConfig> bind(SectionValues v, Path directory, Problems problems) {
    SectionValues agent = v.one(AGENT).orElseThrow();
    List<MeansSpec> means = MeansKeys.bind(v.all(MeansKeys.MEANS), problems);
    boolean ordered = ordered(agent, v.one(DRAW).orElseThrow(), problems);
    if (!ordered) {
      return Optional.empty();
    }
    String base = agent.get(BASE);
    return Optional.of(
        new ComputeAgentConfig(
            base,
            new BoxPower(agent.get(MIN), agent.get(MAX), agent.get(SAFE), ramp(agent)),
            broker(v.one(MQTT).orElseThrow(), base, directory),
            means,
            draw(v.one(DRAW).orElseThrow()),
            v.all(JOBS).stream().map(AgentKeys::job).toList(),
            FileKeys.resolve(directory, agent.get(DIRECTORY)),
            agent.get(HALF_LIFE)));
  }

  private static boolean ordered(SectionValues agent, SectionValues draw, Problems problems) {
    int before = problems.count();
    double maxW = agent.get(MAX);
    if (agent.get(MIN) >= maxW) {
      problems.addAt("agent.min-w", "less than max-w", ValueTypes.written(agent.get(MIN)));
    }
    if (agent.get(SAFE) > maxW) {
      problems.addAt("agent.safe-w", "at most max-w", ValueTypes.written(agent.get(SAFE)));
    }
    if (draw.find(FULL).isPresent() && draw.get(FULL) <= draw.get(IDLE)) {
      problems.addAt("draw.full-w", "more than idle-w", ValueTypes.written(draw.get(FULL)));
    }
    return problems.count() == before;
  }

  private static OptionalDouble ramp(SectionValues agent) {
    return agent.find(RAMP).map(OptionalDouble::of).orElse(OptionalDouble.empty());
  }

  private static DrawSource draw(SectionValues v) {
    return SectionVariant.bind(DRAWS, v.chosen().orElseThrow(), v, Path.of("/"));
  }

  private static JobSource job(SectionValues v) {
    Counter counter = SectionVariant.bind(COUNTERS, v.chosen().orElseThrow(), v, Path.of("/"));
    return new JobSource(v.get(JOB), v.get(PHASE), counter);
  }

  private static Site.Mqtt broker(SectionValues v, String base, Path directory) {
    String client = "spikewatt-compute-" + base.replaceAll("[^A-Za-z0-9_-]", "-");
    return new Site.Mqtt(
        v.get(SiteKeys.BROKER),
        v.find(CLIENT_ID).orElse(client),
        base,
        v.find(FileKeys.USER),
        FileKeys.file(v, FileKeys.PASSWORD_FILE, directory),
        Duration.ofSeconds(1),
        new CommandRights(Set.of(), Map.of()),
        new Site.BrokerSecurity(
            FileKeys.file(v, FileKeys.CA_FILE, directory),
            FileKeys.file(v, FileKeys.CERTIFICATE_FILE, directory),
            FileKeys.file(v, FileKeys.KEY_FILE, directory),
            v.get(SiteKeys.INSECURE)),
        Optional.empty(),
        Optional.empty(),
        v.get(SiteKeys.MQTT_VERSION));
  }
}
