import io.spikewatt.inference.federated.GroupMember;
import io.spikewatt.inference.federated.GroupRound;
import io.spikewatt.inference.federated.GroupSum;
import io.spikewatt.inference.federated.ListSignatures;
import io.spikewatt.inference.federated.MaskedMember;
import io.spikewatt.inference.federated.RoundRefusal;
import io.spikewatt.inference.federated.RoundTerms;
import io.spikewatt.inference.federated.SealedMember;
import io.spikewatt.inference.federated.SealedShare;
import io.spikewatt.inference.federated.SurvivorList;
import io.spikewatt.inference.federated.WeightUpdate;
import io.spikewatt.inference.graded.GradedWeights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Aggregation under masks: every update of a round goes through {@link GroupRound}. */
final class MaskedRounds implements FederatedTraining.Aggregation {
  private final double clip;

  /** Sums that were not, bit by bit, those of the quantised updates. */
  int different;

  /** Largest difference of a mean's weight from the plain mean, in steps of the grid. */
  double mostSteps;

  /** Updates of a norm above the clip. */
  int clipped;

  MaskedRounds(double clip) {
    this.clip = clip;
  }

  @Override
  public WeightUpdate of(int round, GradedWeights start, List<WeightUpdate> updates) {
    RoundTerms terms =
        new RoundTerms(round, 0, "bench", updates.size(), start.values().length, clip, 0);
    try {
      GroupSum sum = sum(terms, updates, new SplittableRandom(round));
      int[] plain = new int[terms.weights()];
      double[] mean = new double[terms.weights()];
      for (WeightUpdate update : updates) {
        clipped += update.norm() > clip ? 1 : 0;
        int[] steps = terms.grid().quantised(update.clipped(clip));
        float[] values = update.clipped(clip).values();
        for (int i = 0; i < plain.length; i++) {
          plain[i] += steps[i];
          mean[i] += (double) values[i] / updates.size();
        }
      }
      different += Arrays.equals(plain, sum.values()) ? 0 : 1;
      for (int i = 0; i < plain.length; i++) {
        double unmasked = sum.values()[i] * terms.grid().step() / updates.size();
        mostSteps = Math.max(mostSteps, Math.abs(unmasked - mean[i]) / terms.grid().step());
      }
      return sum.mean();
    } catch (RoundRefusal e) {
      throw new IllegalStateException(e);
    }
  }

  /** All members of a new round, whose shares it has. */
  static Map<Integer, SealedMember> seal(
      GroupRound round, RoundTerms terms, SplittableRandom random) throws RoundRefusal {
    List<GroupMember> members = new ArrayList<>();
    for (int member = 1; member <= terms.members(); member++) {
      members.add(GroupMember.join(terms, member, random.split()));
      round.accept(members.getLast().openKeys());
    }
    var keys = round.closeKeys();
    Map<Integer, SealedMember> sealed = new TreeMap<>();
    for (int member = 1; member <= terms.members(); member++) {
      SealedMember each = members.get(member - 1).seal(keys, random.split());
      sealed.put(member, each);
      round.accept(member, each.outgoing());
    }
    return sealed;
  }

  /** A round without drop-outs. */
  static GroupSum sum(RoundTerms terms, List<WeightUpdate> updates, SplittableRandom random)
      throws RoundRefusal {
    GroupRound round = new GroupRound(terms);
    Map<Integer, SealedMember> sealed = seal(round, terms, random);
    Map<Integer, List<SealedShare>> incoming = round.closeShares();
    List<MaskedMember> masked = new ArrayList<>();
    for (int member = 1; member <= terms.members(); member++) {
      masked.add(
          sealed.get(member).mask(incoming.get(member), updates.get(member - 1), random.split()));
      round.accept(masked.getLast().upload());
    }
    SurvivorList survivors = round.closeUpdates();
    for (MaskedMember member : masked) {
      round.accept(member.sign(survivors));
    }
    ListSignatures signatures = round.closeSignatures();
    for (MaskedMember member : masked) {
      round.accept(member.reveal(signatures));
    }
    return round.closeReveals();
  }
}
