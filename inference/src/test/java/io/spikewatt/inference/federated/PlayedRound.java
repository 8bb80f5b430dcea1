package io.spikewatt.inference.federated;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** A round among members of one process, whose messages all go through their bytes. */
final class PlayedRound {

  /** Drops a member out before a phase. */
  @FunctionalInterface
  interface Absence {
    boolean from(int member, GroupRound.RoundPhase phase);
  }

  final RoundTerms terms;
  final GroupRound round;
  final Map<Integer, WeightUpdate> updates = new TreeMap<>();
  final Map<Integer, GroupMember> members = new TreeMap<>();
  final Map<Integer, SealedMember> sealed = new TreeMap<>();
  final Map<Integer, MaskedMember> masked = new TreeMap<>();
  private final SplittableRandom random;

  PlayedRound(RoundTerms terms, long seed) {
    this.terms = terms;
    round = new GroupRound(terms);
    random = new SplittableRandom(seed);
    for (int member = 1; member <= terms.members(); member++) {
      float[] values = new float[terms.weights()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextDouble(-0.01, 0.01);
      }
      updates.put(member, new WeightUpdate(values));
    }
  }

  /** From keys to the sum. */
  GroupSum play(Absence absence) throws RoundRefusal {
    ListSignatures signatures = untilReveals(absence);
    for (int member : signatures.signatures().keySet()) {
      if (!absence.from(member, GroupRound.RoundPhase.REVEALS)) {
        RevealedShares revealed = masked(member).reveal(signatures);
        round.accept(RevealedShares.decoded(revealed.encoded()));
      }
    }
    return round.closeReveals();
  }

  /** To where all signatures of the list of survivors have arrived. */
  ListSignatures untilReveals(Absence absence) throws RoundRefusal {
    untilUpdates(absence);
    SurvivorList list = SurvivorList.decoded(round.closeUpdates().encoded());
    for (int member : list.survivors()) {
      if (!absence.from(member, GroupRound.RoundPhase.SIGNATURES)) {
        round.accept(ListSignature.decoded(masked(member).sign(list).encoded()));
      }
    }
    return ListSignatures.decoded(round.closeSignatures().encoded());
  }

  /** To where all masked updates have arrived. */
  void untilUpdates(Absence absence) throws RoundRefusal {
    for (int member = 1; member <= terms.members(); member++) {
      if (!absence.from(member, GroupRound.RoundPhase.KEYS)) {
        GroupMember joined =
            GroupMember.join(RoundTerms.decoded(terms.encoded()), member, random.split());
        members.put(member, joined);
        round.accept(OpenKeys.decoded(joined.openKeys().encoded()));
      }
    }
    GroupKeys keys = GroupKeys.decoded(round.closeKeys().encoded());
    for (Map.Entry<Integer, GroupMember> each : members.entrySet()) {
      if (!absence.from(each.getKey(), GroupRound.RoundPhase.SHARES)) {
        SealedMember member = each.getValue().seal(keys, random.split());
        sealed.put(each.getKey(), member);
        round.accept(each.getKey(), throughBytes(member.outgoing()));
      }
    }
    SortedMap<Integer, List<SealedShare>> incoming = round.closeShares();
    for (Map.Entry<Integer, List<SealedShare>> each : incoming.entrySet()) {
      int member = each.getKey();
      if (!absence.from(member, GroupRound.RoundPhase.UPDATES)) {
        MaskedMember ready =
            sealed(member).mask(throughBytes(each.getValue()), update(member), random.split());
        masked.put(member, ready);
        round.accept(MaskedUpdate.decoded(ready.upload().encoded()));
      }
    }
  }

  WeightUpdate update(int member) {
    return Objects.requireNonNull(updates.get(member));
  }

  GroupMember member(int member) {
    return Objects.requireNonNull(members.get(member));
  }

  SealedMember sealed(int member) {
    return Objects.requireNonNull(sealed.get(member));
  }

  MaskedMember masked(int member) {
    return Objects.requireNonNull(masked.get(member));
  }

  /** The sum of some members' updates on the terms' grid. */
  int[] plainSum(Iterable<Integer> of) {
    int[] sum = new int[terms.weights()];
    for (int member : of) {
      int[] steps = terms.grid().quantised(update(member).clipped(terms.clip()));
      Arrays.setAll(sum, i -> sum[i] + steps[i]);
    }
    return sum;
  }

  private static List<SealedShare> throughBytes(List<SealedShare> shares) throws RoundRefusal {
    List<SealedShare> read = new ArrayList<>();
    for (SealedShare share : shares) {
      read.add(SealedShare.decoded(share.encoded()));
    }
    return read;
  }
}
