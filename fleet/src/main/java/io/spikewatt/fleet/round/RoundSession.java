package io.spikewatt.fleet.round;

import io.spikewatt.inference.federated.GroupSum;
import io.spikewatt.inference.federated.RoundRefusal;
import io.spikewatt.inference.federated.UpdateMean;
import io.spikewatt.inference.federated.WeightUpdate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** A round under way: its groups side by side. Confined to one thread. */
public final class RoundSession {

  /** Groups from which on each weight's extremes are left out, and the share at each end. */
  private static final int GROUPS_TO_TRIM = 3;

  private static final double TRIMMED = 0.2;

  /**
   * Result of a round.
   *
   * @param mean of the updates of all groups that have a sum
   * @param trainedBy gateways whose updates are in it, by name
   */
  public record RoundResult(WeightUpdate mean, List<String> trainedBy) {}

  private final RoundPlan plan;
  private final List<GroupSession> groups;

  public RoundSession(RoundPlan plan) {
    this.plan = plan;
    groups = plan.groups().stream().map(group -> new GroupSession(group, plan.base())).toList();
  }

  /** A round as its journal left it. */
  public static RoundSession resumed(RoundPlan plan, List<JournalEntry> journal) {
    RoundSession session = new RoundSession(plan);
    for (JournalEntry entry : journal) {
      try {
        session.group(entry.group()).apply(entry);
      } catch (RoundRefusal e) {
        throw new IllegalStateException("the journal holds what was refused: " + e, e);
      }
    }
    return session;
  }

  public RoundPlan plan() {
    return plan;
  }

  public List<GroupSession> groups() {
    return groups;
  }

  public GroupSession group(int number) {
    return groups.get(number);
  }

  public Optional<GroupSession> groupOf(String gateway) {
    return groups.stream().filter(g -> g.plan().member(gateway).isPresent()).findFirst();
  }

  /** Whether every group has a sum or is void. */
  public boolean over() {
    return groups.stream().allMatch(GroupSession::over);
  }

  /** Whether the round needs another base: its members have sent an update for this one before. */
  public boolean baseUsed() {
    return groups.stream().anyMatch(GroupSession::baseUsed);
  }

  /** Why the groups without a sum have none. */
  public String voidReasons() {
    List<String> reasons = new ArrayList<>();
    groups.forEach(group -> group.voidReason().ifPresent(reasons::add));
    return String.join("; ", reasons);
  }

  /** The result of a round that is over; empty if all groups are void. */
  public Optional<RoundResult> result() {
    List<WeightUpdate> means = new ArrayList<>();
    List<Integer> counts = new ArrayList<>();
    TreeSet<String> trainedBy = new TreeSet<>();
    for (GroupSession group : groups) {
      if (group.sum().isPresent()) {
        GroupSum sum = group.sum().get();
        means.add(sum.mean());
        counts.add(sum.members().size());
        sum.members().forEach(member -> trainedBy.add(group.plan().gateway(member)));
      }
    }
    if (means.isEmpty()) {
      return Optional.empty();
    }
    WeightUpdate mean =
        means.size() < GROUPS_TO_TRIM
            ? UpdateMean.weighted(
                means, counts.stream().mapToDouble(Integer::doubleValue).toArray())
            : UpdateMean.trimmed(means, TRIMMED);
    return Optional.of(new RoundResult(mean, List.copyOf(trainedBy)));
  }
}
