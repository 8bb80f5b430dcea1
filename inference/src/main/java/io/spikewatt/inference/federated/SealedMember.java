package io.spikewatt.inference.federated;

import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** A member that has shared its secrets and waits for the others' shares. */
public final class SealedMember {
  private final GroupMember member;
  private final Map<Integer, OpenKeys> group;
  private final ShareSeal.Opened own;
  private final List<SealedShare> outgoing;

  SealedMember(
      GroupMember member,
      Map<Integer, OpenKeys> group,
      ShareSeal.Opened own,
      List<SealedShare> outgoing) {
    this.member = member;
    this.group = group;
    this.own = own;
    this.outgoing = outgoing;
  }

  /** One share for each other member with open keys. */
  public List<SealedShare> outgoing() {
    return outgoing;
  }

  /**
   * Clips, quantises and masks an update.
   *
   * @param incoming shares of the others for this member; who sent none has dropped out
   * @param random for the noise, if the terms ask for some
   * @throws RoundRefusal if shares are of another round, too few, doubled or forged, or the update
   *     has another number of weights
   */
  public MaskedMember mask(List<SealedShare> incoming, WeightUpdate update, RandomGenerator random)
      throws RoundRefusal {
    Map<Integer, ShareSeal.Opened> shares = member.opened(group, incoming);
    MaskedUpdate upload = member.masked(group, shares.keySet(), update, random);
    shares.put(member.member(), own);
    return new MaskedMember(member, group, shares, upload);
  }
}
