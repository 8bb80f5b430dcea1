package io.spikewatt.fleet.round;

import io.spikewatt.controller.protocol.CoordinatorMessage;
import io.spikewatt.controller.protocol.RoundInvitation;
import io.spikewatt.controller.protocol.ShareList;
import io.spikewatt.controller.protocol.SignedKeys;
import io.spikewatt.controller.protocol.StepKind;
import io.spikewatt.inference.federated.GroupRound;
import io.spikewatt.inference.federated.GroupSum;
import io.spikewatt.inference.federated.ListSignature;
import io.spikewatt.inference.federated.MaskedUpdate;
import io.spikewatt.inference.federated.OpenKeys;
import io.spikewatt.inference.federated.RevealedShares;
import io.spikewatt.inference.federated.RoundDecline;
import io.spikewatt.inference.federated.RoundRefusal;
import io.spikewatt.inference.federated.SealedShare;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A group's round under way: takes journal entries, and says what each member that is awaited has
 * to be sent. The same entries give the same session again. Confined to one thread.
 */
public final class GroupSession {

  /** A message to a member in the present phase. */
  public record PhaseMessage(String gateway, CoordinatorMessage kind, byte[] body) {}

  private final GroupPlan plan;
  private final GroupRound round;
  private CoordinatorMessage kind = CoordinatorMessage.INVITATION;
  private SortedMap<Integer, byte[]> bodies = new TreeMap<>();
  private final SortedMap<Integer, SignedKeys> signedKeys = new TreeMap<>();
  private Optional<GroupSum> sum = Optional.empty();
  private Optional<String> voidReason = Optional.empty();
  private boolean updated;

  /**
   * @param base version of the model that the round begins with
   */
  public GroupSession(GroupPlan plan, long base) {
    this.plan = plan;
    round = new GroupRound(plan.terms());
    for (int member = 1; member <= plan.terms().members(); member++) {
      bodies.put(member, new RoundInvitation(plan.terms(), member, base).encoded());
    }
  }

  public GroupPlan plan() {
    return plan;
  }

  /** The sum, once the round is over and not void. */
  public Optional<GroupSum> sum() {
    return sum;
  }

  /** Why the group has no sum; empty while it is under way, or has one. */
  public Optional<String> voidReason() {
    return voidReason;
  }

  /** Whether a member has sent its update, which spends its privacy. */
  public boolean updated() {
    return updated;
  }

  /** Whether nothing is awaited any more. */
  public boolean over() {
    return sum.isPresent() || voidReason.isPresent();
  }

  /** Whether all messages of the phase are here, so that it can be closed before its deadline. */
  public boolean complete() {
    return !over() && round.awaited().isEmpty();
  }

  /** Members that may still send the message of this phase. */
  public int awaited() {
    return over() ? 0 : round.awaited().size();
  }

  /** Number of members that take no part, by cause. */
  public SortedMap<RoundRefusal.Cause, Integer> declined() {
    SortedMap<RoundRefusal.Cause, Integer> counts = new TreeMap<>();
    round.declined().values().forEach(cause -> counts.merge(cause, 1, Integer::sum));
    return counts;
  }

  /** Whether it is void only because members have sent an update for its base before. */
  public boolean baseUsed() {
    int used = declined().getOrDefault(RoundRefusal.Cause.USED_BASE, 0);
    return voidReason.isPresent() && used > plan.terms().members() - plan.terms().needed();
  }

  /** Phase for a person. */
  public String phase() {
    return sum.isPresent() ? "summed" : voidReason.isPresent() ? "void" : round.phase().toString();
  }

  /**
   * Takes an entry. A refused one changes nothing; the end of a phase is never refused, but may
   * leave the group void.
   *
   * @throws RoundRefusal if a message does not count: the cause says why
   */
  public void apply(JournalEntry entry) throws RoundRefusal {
    if (entry.kind() == StepKind.CLOSE) {
      close();
      return;
    }
    if (over()) {
      throw new RoundRefusal(
          RoundRefusal.Cause.LATE, "a message of a round that is over: " + entry.kind());
    }
    int sender =
        plan.member(entry.gateway())
            .orElseThrow(
                () ->
                    new RoundRefusal(
                        RoundRefusal.Cause.UNKNOWN_MEMBER,
                        "a member of the group expected, found " + entry.gateway()));
    switch (entry.kind()) {
      case KEYS -> {
        SignedKeys signed = SignedKeys.decoded(entry.body());
        OpenKeys keys = signed.keys();
        requireSender(sender, keys.tag(), keys.member());
        round.accept(keys);
        signedKeys.put(sender, signed);
      }
      case DECLINE -> {
        RoundDecline decline = RoundDecline.decoded(entry.body());
        requireSender(sender, decline.tag(), decline.member());
        round.accept(decline);
      }
      case SHARES -> round.accept(sender, ShareList.decoded(entry.body()));
      case UPDATE -> {
        MaskedUpdate update = MaskedUpdate.decoded(entry.body());
        requireSender(sender, update.tag(), update.member());
        round.accept(update);
        updated = true;
      }
      case SIGNATURE -> {
        ListSignature signature = ListSignature.decoded(entry.body());
        requireSender(sender, signature.tag(), signature.member());
        round.accept(signature);
      }
      case REVEAL -> {
        RevealedShares shares = RevealedShares.decoded(entry.body());
        requireSender(sender, shares.tag(), shares.member());
        round.accept(shares);
      }
      case CLOSE -> throw new AssertionError("handled above");
    }
  }

  /** A gateway's certificate names the sender; the message must name the same one. */
  private void requireSender(int sender, byte[] tag, int named) throws RoundRefusal {
    if (!Arrays.equals(tag, plan.terms().tag())) {
      throw new RoundRefusal(
          RoundRefusal.Cause.OTHER_ROUND,
          "a message of round %d expected, found one of other terms"
              .formatted(plan.terms().round()));
    }
    if (sender != named) {
      throw new RoundRefusal(
          RoundRefusal.Cause.UNKNOWN_MEMBER,
          "a message of member %d expected, found one of %d".formatted(sender, named));
    }
  }

  private void close() {
    if (over()) {
      return;
    }
    try {
      switch (round.phase()) {
        case KEYS -> {
          round.closeKeys();
          toAll(
              CoordinatorMessage.GROUP_KEYS,
              SignedKeys.encodedAll(List.copyOf(signedKeys.values())));
        }
        case SHARES -> {
          SortedMap<Integer, List<SealedShare>> shares = round.closeShares();
          kind = CoordinatorMessage.GROUP_SHARES;
          bodies = new TreeMap<>();
          shares.forEach((member, incoming) -> bodies.put(member, ShareList.encoded(incoming)));
        }
        case UPDATES -> toAll(CoordinatorMessage.SURVIVORS, round.closeUpdates().encoded());
        case SIGNATURES -> toAll(CoordinatorMessage.SIGNATURES, round.closeSignatures().encoded());
        case REVEALS -> {
          GroupSum unmasked = round.closeReveals();
          unmasked.requireWithinClip();
          sum = Optional.of(unmasked);
        }
        case OVER -> throw new IllegalStateException("a round that is over was closed");
      }
    } catch (RoundRefusal refusal) {
      voidReason = Optional.of(String.valueOf(refusal.getMessage()));
    }
  }

  private void toAll(CoordinatorMessage next, byte[] body) {
    kind = next;
    bodies = new TreeMap<>();
    round.awaited().forEach(member -> bodies.put(member, body));
  }

  /** Messages of this phase to the awaited members; sending them again does no harm. */
  public List<PhaseMessage> messages() {
    List<PhaseMessage> messages = new ArrayList<>();
    if (!over()) {
      for (int member : round.awaited()) {
        byte[] body = bodies.get(member);
        if (body != null) {
          messages.add(new PhaseMessage(plan.gateway(member), kind, body));
        }
      }
    }
    return messages;
  }
}
