package io.spikewatt.controller.assistant.guard;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.spikewatt.config.assistant.AssistantBudgets;
import io.spikewatt.config.assistant.AssistantClient;
import io.spikewatt.config.assistant.AssistantSettings;
import io.spikewatt.controller.assistant.audit.AuditEntry;
import io.spikewatt.controller.assistant.audit.AuditFiles;
import io.spikewatt.controller.assistant.audit.AuditHead;
import io.spikewatt.controller.assistant.audit.AuditVerifier;
import io.spikewatt.controller.assistant.policy.AssistantPolicy;
import io.spikewatt.controller.assistant.proposal.Approval;
import io.spikewatt.controller.assistant.proposal.ApprovalVerifier;
import io.spikewatt.controller.assistant.proposal.Proposal;
import io.spikewatt.controller.assistant.proposal.ProposalBook;
import io.spikewatt.controller.assistant.proposal.ProposalExecution;
import io.spikewatt.controller.assistant.proposal.ProposalFacts;
import io.spikewatt.controller.assistant.proposal.ProposalForecast;
import io.spikewatt.hal.time.Moment;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;

/**
 * Random clients, people and thieves play with a guard, and a record of what truly happened judges
 * each execution. Among them an honest client proposes twenty commands that a person wants.
 */
public final class GuardPlay {

  /** Commands that an honest client proposes and a person wants executed. */
  public static final int HONEST = 20;

  /** First value of the honest commands; others are smaller. */
  private static final int HONEST_FROM = 100_000;

  private static final int MOST_ROUNDS = 60;

  /** Large enough that no file is deleted before it is checked. */
  private static final AuditFiles.Bounds BOUNDS = new AuditFiles.Bounds(1 << 20, 200);

  private static final String TOOLS = "7".repeat(64);

  /**
   * Parts of a play.
   *
   * @param directory of the audit
   */
  public record Game(ApprovalVerifier verifier, AssistantStore store, Path directory) {}

  /**
   * Outcome of a play.
   *
   * @param violations of what must hold, in words
   * @param calls of the guard
   * @param genuine approvals that were right in every part
   * @param wrong approvals that were not
   * @param executed commands given
   * @param honest of the honest commands, executed exactly once
   * @param largestBook most proposals in the book
   * @param audit whether its chain fits
   */
  public record Result(
      List<String> violations,
      int calls,
      int genuine,
      int wrong,
      int executed,
      int honest,
      int largestBook,
      AuditVerifier.Verdict audit) {}

  private final Game game;
  private final PlayedPeople people;
  private final Random random;
  private final AssistantPolicy policy;
  private final List<String> violations = new ArrayList<>();

  /** Proposals as the guard showed them, by id. */
  private final Map<String, Proposal> shown = new HashMap<>();

  private final List<String> ids = new ArrayList<>();

  /** Right approvals since the last restart: id and name to when. */
  private final Map<String, Instant> approved = new HashMap<>();

  private final List<Approval> seen = new ArrayList<>();
  private final Set<String> executed = new HashSet<>();
  private final Map<String, Integer> honestExecutions = new HashMap<>();
  private AuditFiles files;
  private Optional<AuditEntry> durable = Optional.empty();
  private AssistantGuard guard;
  private Moment now = new Moment(0, Instant.parse("2026-06-01T10:00:00Z"));
  private int facts = 1;
  private boolean off;
  private int calls;
  private int genuine;
  private int wrong;
  private int largestBook;

  private GuardPlay(Game game, PlayedPeople people, long seed) throws IOException {
    this.game = game;
    this.people = people;
    this.random = new Random(seed);
    this.policy =
        AssistantPolicy.of(
            new AssistantSettings(
                new AssistantSettings.Switches(true, false),
                new AssistantSettings.Listening(AssistantSettings.Reach.LOOPBACK, List.of()),
                List.of(
                    new AssistantClient(
                        "desk",
                        "t",
                        Set.of("state", "plan"),
                        Set.of("ev", "mode", "reserve-soc"),
                        Set.of("ev", "mode")),
                    new AssistantClient("phone", "u", Set.of("all"), Set.of("ev"), Set.of())),
                List.of(),
                new AssistantBudgets(30, 100_000, 1000),
                Optional.empty(),
                List.of()),
            Set.of("ev/car1", "mode", "reserve-soc"));
    this.files = AuditFiles.open(game.directory(), BOUNDS, TOOLS, AuditHead.NONE, now.instant());
    this.guard = guard();
  }

  private AssistantGuard guard() {
    return new AssistantGuard(
        policy,
        game.verifier(),
        game.store(),
        (entry, onDisk) -> {
          AuditHead head = files.append(entry, onDisk);
          durable = onDisk ? Optional.of(entry) : Optional.empty();
          return head;
        },
        random,
        now.instant());
  }

  /** Plays {@code calls} random calls. */
  public static Result play(Game game, PlayedPeople people, int calls, long seed)
      throws IOException {
    GuardPlay play = new GuardPlay(game, people, seed);
    for (int honest = 0; honest < HONEST; honest++) {
      play.randomly(calls / HONEST);
      play.honestly(HONEST_FROM + honest);
    }
    return play.result();
  }

  private Result result() throws IOException {
    files.close();
    int honest = 0;
    for (Map.Entry<String, Integer> each : honestExecutions.entrySet()) {
      honest += each.getValue() == 1 ? 1 : 0;
      check(each.getValue() == 1, each + " executions of an honest command");
    }
    return new Result(
        violations,
        calls,
        genuine,
        wrong,
        executed.size(),
        honest,
        largestBook,
        AuditVerifier.verify(game.directory(), BOUNDS, game.store().load().audit()));
  }

  private void check(boolean holds, String violation) {
    if (!holds) {
      violations.add("call " + calls + ": " + violation);
    }
  }

  // ---- random calls

  private void randomly(int number) throws IOException {
    // Not every round calls the guard.
    for (int until = calls + number; calls < until; ) {
      pass(Duration.ofMillis(random.nextInt(6000)));
      one();
      largestBook = Math.max(largestBook, game.store().load().book().entries().size());
    }
  }

  private void pass(Duration time) {
    now = now.plus(time);
  }

  private void one() throws IOException {
    int kind = random.nextInt(1000);
    if (kind < 200) {
      calls++;
      var _ = guard.read(client(), pick("state", "plan", "health", "", "a\u202Eb"), noise(), now);
    } else if (kind < 420) {
      propose(client(), command(), arguments());
    } else if (kind < 740) {
      Approval approval = approval();
      if (approve(approval).permitted() && random.nextInt(3) > 0) {
        var _ = execute(approval.proposal(), random.nextInt(6) == 0 ? facts(-1) : facts(facts));
      }
    } else if (kind < 940) {
      execute(id(), random.nextInt(4) == 0 ? facts(facts + 1) : facts(facts));
    } else if (kind < 960) {
      calls++;
      var _ = guard.reject(id(), pick("anna", "x".repeat(300)), now);
    } else if (kind < 975) {
      facts++;
    } else if (kind < 985) {
      pass(Duration.ofMinutes(random.nextInt(20)));
    } else if (kind < 990) {
      turn(off || random.nextInt(3) > 0);
    } else if (kind < 995) {
      restart();
    } else {
      calls++;
      var _ = guard.answered(id(), random.nextBoolean(), new String(noise(), UTF_8), now);
    }
  }

  private void turn(boolean on) {
    calls++;
    GuardAnswer answer = guard.turn(on, "anna", now);
    check(answer.permitted(), "the switch failed");
    off = !on;
  }

  private void restart() throws IOException {
    files.close();
    files =
        AuditFiles.open(
            game.directory(), BOUNDS, TOOLS, game.store().load().audit(), now.instant());
    guard = guard();
    approved.clear();
  }

  private String client() {
    return pick("desk", "desk", "desk", "phone", "mallory", "(page)", "");
  }

  private String command() {
    return pick(
        "ev/car1",
        "ev/car1",
        "ev/car1",
        "mode",
        "mode",
        "reserve-soc",
        "limit-import",
        "reload",
        "prices",
        "ev/car1/../mode",
        "ev/car2",
        "MODE",
        "mode ",
        "setpoint/battery1",
        "ev/car1",
        "ev/car1",
        "mode",
        "mode");
  }

  private byte[] arguments() {
    byte[] json =
        pick(
                "{\"value\":" + random.nextInt(1000) + "}",
                "{ \"value\" : \"hold\" }",
                "{\"value\":{\"energyWh\":" + random.nextInt(20_000) + ".50}}",
                "{\"value\":1e999999999}",
                "{\"value\":1,\"value\":2}",
                "[".repeat(500),
                "{\"value\":\"" + "x".repeat(3000) + "\"}",
                "{\"value\":\"\\u202e\"}",
                "null",
                "")
            .getBytes(UTF_8);
    if (json.length > 0 && random.nextInt(8) == 0) {
      json[random.nextInt(json.length)] = (byte) random.nextInt(256);
    }
    return json;
  }

  private byte[] noise() {
    byte[] bytes = new byte[random.nextInt(300)];
    random.nextBytes(bytes);
    return bytes;
  }

  private Optional<Proposal> propose(String client, String command, byte[] arguments) {
    calls++;
    GuardAnswer answer =
        guard.propose(
            client,
            new AssistantGuard.Request(
                command,
                arguments,
                random.nextInt(30) == 0 ? random.nextLong() : 3600,
                facts(facts),
                new ProposalForecast(
                    OptionalDouble.of(4.2), OptionalDouble.empty(), "EUR", List.of())),
            now);
    Optional<Proposal> proposal =
        answer.permitted() ? answer.entry().map(e -> e.proposal()) : Optional.empty();
    proposal.ifPresent(
        made -> {
          check(!off, "a proposal while off");
          check(policy.clients().containsKey(client), "a proposal of " + client);
          check(made.client().equals(client) && policy.commands().contains(command), "denied");
          shown.put(made.id(), made);
          ids.add(made.id());
        });
    return proposal;
  }

  private static ProposalFacts facts(int version) {
    return ProposalFacts.of(Map.of("plan", "plan-" + version, "import limit", "11000 W"));
  }

  /** An id: mostly of a proposal that may still be open. */
  private String id() {
    if (ids.isEmpty() || random.nextInt(12) == 0) {
      return pick("", "0".repeat(16), "ffffffffffffffff", "1 OR 1=1");
    }
    int back = random.nextInt(5) == 0 ? random.nextInt(ids.size()) : random.nextInt(4);
    return ids.get(Math.max(0, ids.size() - 1 - back));
  }

  private Approval approval() {
    if (!seen.isEmpty() && random.nextInt(10) == 0) {
      return seen.get(Math.max(0, seen.size() - 1 - random.nextInt(40)));
    }
    String id = id();
    String hash = hash(id);
    String name = random.nextInt(15) == 0 ? pick("", "Anna", "mallory") : people.any(random);
    return people.approval(id, hash, name, now.instant(), random);
  }

  private String hash(String id) {
    String right = shown.containsKey(id) ? shown.get(id).hash() : "0".repeat(64);
    return switch (random.nextInt(12)) {
      case 0 -> shown.containsKey(id()) ? hashOfAnother() : right;
      case 1 -> pick("", right.toUpperCase(java.util.Locale.ROOT), right.substring(1), right + " ");
      default -> right;
    };
  }

  private String hashOfAnother() {
    return Objects.requireNonNull(shown.get(ids.get(random.nextInt(ids.size())))).hash();
  }

  private GuardAnswer approve(Approval approval) {
    calls++;
    seen.add(approval);
    Proposal proposal = shown.get(approval.proposal());
    boolean right =
        proposal != null
            && proposal.hash().equals(approval.hash())
            && people.proves(approval, now.instant());
    if (right) {
      genuine++;
      approved.put(approval.proposal() + approval.approver(), now.instant());
    } else {
      wrong++;
    }
    GuardAnswer answer = guard.approve(approval, now);
    check(right || !answer.permitted(), "a wrong approval counts: " + approval);
    check(!off || !answer.permitted(), "an approval while off");
    return answer;
  }

  private GuardAnswer execute(String id, ProposalFacts current) {
    calls++;
    GuardAnswer answer =
        random.nextBoolean()
            ? guard.execute(id, current, now)
            : guard.act(client(), id, current, now);
    answer.execution().ifPresent(execution -> judge(execution, current));
    return answer;
  }

  /** Judges an execution by what truly happened. */
  private void judge(ProposalExecution execution, ProposalFacts current) {
    String id = execution.proposal();
    Proposal proposal = shown.get(id);
    if (proposal == null) {
      check(false, "execution of what was never proposed: " + id);
      return;
    }
    check(proposal.command().equals(execution.command()), "another command than proposed");
    check(proposal.hash().equals(execution.hash()), "another hash than shown");
    check(proposal.client().equals("desk"), "a client without act");
    check(Set.of("ev", "mode").contains(execution.command().word()), "a command without act");
    check(proposal.facts().equals(current), "other facts than approved");
    check(!off, "execution while off");
    check(executed.add(id), "executed twice: " + id);
    Instant at = approved.get(id + execution.approver());
    check(at != null, "no approval of exactly this by " + execution.approver());
    check(
        at == null
            || (now.instant().isBefore(at.plus(ProposalBook.GRANTED_FOR))
                && at.isBefore(proposal.expiresAt())),
        "a late execution");
    check(
        durable.filter(e -> e.kind() == AuditEntry.Kind.EXECUTION).isPresent(),
        "an execution that is not on disk before");
    if (isHonest(proposal)) {
      honestExecutions.merge(execution.command().arguments(), 1, Integer::sum);
    }
    calls++;
    var _ = guard.answered(id, true, "accepted", now);
  }

  private static boolean isHonest(Proposal proposal) {
    return proposal.command().arguments().matches("\\{\"value\":1[0-9]{5}\\}");
  }

  // ---- the honest client

  /** Proposes until a person's approval of it was executed, while others go on. */
  private void honestly(int value) throws IOException {
    String arguments = "{\"value\":" + value + "}";
    for (int round = 0; round < MOST_ROUNDS && !honestExecutions.containsKey(arguments); round++) {
      if (off) {
        turn(true);
      }
      Optional<Proposal> proposal = propose("desk", "ev/car1", arguments.getBytes(UTF_8));
      randomly(3);
      if (proposal.isPresent()) {
        Proposal made = proposal.get();
        String name = people.any(random);
        var _ = approve(people.right(made.id(), made.hash(), name, now.instant()));
        randomly(2);
        var _ = execute(made.id(), facts(facts));
        calls++;
        // Nobody approves an old proposal beside the next one.
        var _ = guard.reject(made.id(), "anna", now);
      }
      pass(Duration.ofMinutes(1));
    }
    honestExecutions.putIfAbsent(arguments, 0);
  }

  private String pick(String... texts) {
    return texts[random.nextInt(texts.length)];
  }
}
