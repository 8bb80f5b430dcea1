package io.spikewatt.config.load;

import io.spikewatt.config.compute.MeansSpec;
import io.spikewatt.config.helper.HelperDevice.Setting;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keys of the means by which a compute box lowers its power. */
final class MeansKeys {

  /** An argument of a command. */
  private static final String WORD = "[^\\x00]{0,4096}";

  private static final ValueType<TextList> COMMAND =
      TextList.of("a list of a program's absolute path and its arguments", WORD, 64);

  private static final Key<String> NAME =
      Key.optional(
          "name",
          ValueTypes.text("lower-case letters, digits and -", "[a-z0-9-]{1,32}"),
          "the kind, with a number from the second on",
          "unique; names the means in status and log");
  private static final Key<Integer> LEAST =
      Key.required("least", ValueTypes.whole("", 0, 1_000_000), "smallest value");
  private static final Key<Integer> MOST =
      Key.required("most", ValueTypes.whole("", 0, 1_000_000), "largest value");
  private static final Key<Integer> LEAST_PERCENT =
      Key.withDefault(
          "least-percent", ValueTypes.whole("%", 0, 100), 0, "smallest share of the work");
  private static final Key<Integer> LEAST_QUOTA =
      Key.withDefault(
          "least-percent", ValueTypes.whole("%", 1, 100), 5, "smallest share of the processors");
  private static final Key<Duration> TIMEOUT =
      Key.written(
          "timeout-s", ValueTypes.seconds(0.1, 60), "5", "longest time for an answer or a command");

  private static final Key<String> HELPER =
      Key.required(
          "helper", HelperKeys.ABSOLUTE, "a setting of the root helper: path of its Unix socket");
  private static final Key<Integer> DEVICE =
      Key.required(
          "device", ValueTypes.whole("", 0, 255), "index in the helper's list of devices, from 0");
  private static final Key<Setting> SETTING =
      Key.required("setting", ValueTypes.choice(Setting.class), "setting of that device");
  private static final Key<String> NVIDIA_POWER =
      Key.required(
          "nvidia-power-limit",
          HelperKeys.NVIDIA_ID,
          "power limit of a GPU of NVIDIA, W: its index or identifier; needs root");
  private static final Key<String> NVIDIA_CLOCK =
      Key.required(
          "nvidia-clock",
          HelperKeys.NVIDIA_ID,
          "highest clock of a GPU of NVIDIA, MHz: its index or identifier; needs root");
  private static final Key<String> POWERCAP =
      Key.required(
          "powercap",
          HelperKeys.ABSOLUTE,
          "power limit of a processor, W: a zone such as /sys/class/powercap/intel-rapl:0; needs"
              + " root");
  private static final Key<String> AMDGPU =
      Key.required(
          "amdgpu",
          HelperKeys.ABSOLUTE,
          "power limit of a GPU of AMD, W: a device such as /sys/class/drm/card0/device; needs"
              + " root");
  private static final Key<String> QUOTA =
      Key.required(
          "cpu-quota",
          ValueTypes.text("a control group such as jobs/training", HelperKeys.GROUP_NAME),
          "processor time of a control group, % of the box");
  private static final Key<TextList> FREEZE =
      Key.required(
          "freeze",
          TextList.of("a list of control groups such as jobs/training", HelperKeys.GROUP_NAME, 64),
          "control groups that are frozen; the first runs longest");
  private static final Key<String> JOBS =
      Key.required(
          "job-commands",
          ValueTypes.text("lower-case letters, digits and -", "[a-z0-9-]{1,32}"),
          "a name for jobs that commands suspend and resume");
  private static final Key<String> QUEUE_ADDRESS =
      Key.required(
          "queue-address",
          ValueTypes.text(
              "an address on this machine such as http://127.0.0.1:8000/admission",
              "http://(127\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}|\\[::1\\]|localhost):[0-9]{1,5}"
                  + "(/[\\x21-\\x7E&&[^#\"<>\\\\^`{|}]]*)?"),
          "takes {\"percent\": 40} by POST");
  private static final Key<TextList> QUEUE_COMMAND =
      Key.required("queue-command", COMMAND, "command with {percent} in an argument");

  static final List<SectionVariant<MeansSpec>> KINDS =
      List.of(
          new SectionVariant<>(
              MeansSpec.Helper.class,
              Section.of(
                  "helper",
                  "A setting of the root helper.",
                  HELPER,
                  DEVICE,
                  SETTING,
                  LEAST,
                  MOST,
                  NAME),
              (v, _) ->
                  new MeansSpec.Helper(
                      name(v), v.get(HELPER), v.get(DEVICE), v.get(SETTING), range(v))),
          new SectionVariant<>(
              MeansSpec.NvidiaPower.class,
              Section.of(
                  "nvidia-power-limit",
                  "Power limit of a GPU of NVIDIA.",
                  NVIDIA_POWER,
                  LEAST,
                  MOST,
                  HelperKeys.NVML_LIBRARY,
                  NAME),
              (v, _) ->
                  new MeansSpec.NvidiaPower(
                      name(v), v.get(NVIDIA_POWER), v.find(HelperKeys.NVML_LIBRARY), range(v))),
          new SectionVariant<>(
              MeansSpec.NvidiaClocks.class,
              Section.of(
                  "nvidia-clock",
                  "Highest clock of a GPU of NVIDIA.",
                  NVIDIA_CLOCK,
                  LEAST,
                  MOST,
                  HelperKeys.NVML_LIBRARY,
                  NAME),
              (v, _) ->
                  new MeansSpec.NvidiaClocks(
                      name(v), v.get(NVIDIA_CLOCK), v.find(HelperKeys.NVML_LIBRARY), range(v))),
          new SectionVariant<>(
              MeansSpec.Powercap.class,
              Section.of(
                  "powercap", "Power limit of a processor package.", POWERCAP, LEAST, MOST, NAME),
              (v, _) -> new MeansSpec.Powercap(name(v), v.get(POWERCAP), range(v))),
          new SectionVariant<>(
              MeansSpec.Amdgpu.class,
              Section.of("amdgpu", "Power limit of a GPU of AMD.", AMDGPU, LEAST, MOST, NAME),
              (v, _) -> new MeansSpec.Amdgpu(name(v), v.get(AMDGPU), range(v))),
          new SectionVariant<>(
              MeansSpec.Quota.class,
              Section.of(
                  "cpu-quota",
                  "Processor time of a control group.",
                  QUOTA,
                  LEAST_QUOTA,
                  HelperKeys.CONTROL_GROUPS,
                  NAME),
              (v, _) ->
                  new MeansSpec.Quota(
                      name(v), v.get(QUOTA), v.get(HelperKeys.CONTROL_GROUPS), v.get(LEAST_QUOTA))),
          new SectionVariant<>(
              MeansSpec.Freeze.class,
              Section.of(
                  "freeze",
                  "Control groups that are frozen.",
                  FREEZE,
                  HelperKeys.CONTROL_GROUPS,
                  NAME),
              (v, _) ->
                  new MeansSpec.Freeze(
                      name(v), v.get(FREEZE).texts(), v.get(HelperKeys.CONTROL_GROUPS))),
          new SectionVariant<>(
              MeansSpec.Jobs.class,
              Section.of(
                  "job-commands", "Jobs that commands suspend and resume, in jobs.", JOBS, TIMEOUT),
              (v, _) -> new MeansSpec.Jobs(name(v), jobs(v), v.get(TIMEOUT))),
          new SectionVariant<>(
              MeansSpec.QueueAddress.class,
              Section.of(
                  "queue-address",
                  "A queue that is told its share by HTTP.",
                  QUEUE_ADDRESS,
                  LEAST_PERCENT,
                  TIMEOUT,
                  NAME),
              (v, _) ->
                  new MeansSpec.QueueAddress(
                      name(v),
                      URI.create(v.get(QUEUE_ADDRESS)),
                      v.get(LEAST_PERCENT),
                      v.get(TIMEOUT))),
          new SectionVariant<>(
              MeansSpec.QueueCommand.class,
              Section.of(
                  "queue-command",
                  "A queue that is told its share by a command.",
                  QUEUE_COMMAND,
                  LEAST_PERCENT,
                  TIMEOUT,
                  NAME),
              (v, _) ->
                  new MeansSpec.QueueCommand(
                      name(v),
                      v.get(QUEUE_COMMAND).texts(),
                      v.get(LEAST_PERCENT),
                      v.get(TIMEOUT))));

  private static final Key<String> JOB =
      Key.required(
          "job", ValueTypes.text("letters, digits and -", "[A-Za-z0-9-]{1,32}"), "its name");
  private static final Key<TextList> SUSPEND =
      Key.required("suspend", COMMAND, "command that suspends it");
  private static final Key<TextList> RESUME =
      Key.required("resume", COMMAND, "command that resumes it");
  private static final Key<TextList> STATE =
      Key.optional(
          "state",
          COMMAND,
          "both commands may be repeated",
          "command that prints the text suspended while the job is suspended");
  private static final Key<String> SUSPENDED =
      Key.withDefault(
          "suspended",
          ValueTypes.text("a text of at most 64 characters", "[^\\p{Cntrl}]{1,64}"),
          "SUSPENDED",
          "what state prints then");
  private static final Section JOB_LIST =
      Section.of(
              "jobs",
              "Jobs of job-commands; the first runs longest.",
              JOB,
              SUSPEND,
              RESUME,
              STATE,
              SUSPENDED)
          .asList();

  static final Section MEANS =
      Section.of(
              "means",
              "Ways to lower the power of the box, one kind each. Admission is used first, clocks"
                  + " second, power limits third.")
          .asRequired()
          .asList()
          .withVariants(SectionVariant.sections(KINDS))
          .withChildren(JOB_LIST);

  private MeansKeys() {}

  /** Binds valid values; reports ranges in disorder, names twice, and jobs of other kinds. */
  static List<MeansSpec> bind(List<SectionValues> means, Problems problems) {
    List<MeansSpec> bound = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (SectionValues v : means) {
      String kind = v.chosen().orElseThrow();
      check(kind, v, problems);
      String name = written(v).orElseGet(() -> FileKeys.free(kind, names));
      if (names.contains(name)) {
        problems.addAt(v.path(), "a name that no other means has", "\"" + name + "\"");
      }
      names.add(name);
      bound.add(SectionVariant.bind(KINDS, kind, named(v, name), Path.of("/")));
    }
    return bound;
  }

  private static void check(String kind, SectionValues v, Problems problems) {
    boolean jobs = !v.all(JOB_LIST).isEmpty();
    if (jobs != kind.equals(JOBS.name())) {
      problems.addAt(
          v.path() + ".jobs",
          jobs ? "no jobs without job-commands" : "a list of jobs",
          jobs ? "jobs" : "none");
    }
    Optional<Integer> least = v.find(LEAST);
    Optional<Integer> most = v.find(MOST);
    if (least.isPresent() && most.isPresent() && least.get() > most.get()) {
      problems.addAt(v.path() + ".most", "at least " + least.get(), most.get().toString());
    }
    if (v.find(QUEUE_COMMAND)
        .filter(command -> !String.join(" ", command.texts()).contains("{percent}"))
        .isPresent()) {
      problems.addAt(v.path() + ".queue-command", "{percent} in an argument", "none");
    }
  }

  private static Optional<String> written(SectionValues v) {
    return v.find(JOBS).or(() -> v.find(NAME));
  }

  private static SectionValues named(SectionValues v, String name) {
    Map<String, Object> scalars = new HashMap<>(v.scalars());
    scalars.put(NAME.name(), name);
    return new SectionValues(v.path(), v.sound(), scalars, v.below(), v.chosen());
  }

  private static String name(SectionValues v) {
    return v.get(NAME);
  }

  private static MeansSpec.Range range(SectionValues v) {
    return new MeansSpec.Range(v.get(LEAST), v.get(MOST));
  }

  private static List<MeansSpec.Job> jobs(SectionValues v) {
    return v.all(JOB_LIST).stream()
        .map(
            job ->
                new MeansSpec.Job(
                    job.get(JOB),
                    job.get(SUSPEND).texts(),
                    job.get(RESUME).texts(),
                    job.find(STATE).map(TextList::texts),
                    job.get(SUSPENDED)))
        .toList();
  }
}
