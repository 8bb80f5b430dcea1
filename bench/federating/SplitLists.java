import io.spikewatt.inference.federated.GroupKeys;
import io.spikewatt.inference.federated.GroupMember;
import io.spikewatt.inference.federated.ListSignatures;
import io.spikewatt.inference.federated.MaskedMember;
import io.spikewatt.inference.federated.OpenKeys;
import io.spikewatt.inference.federated.RoundRefusal;
import io.spikewatt.inference.federated.RoundTerms;
import io.spikewatt.inference.federated.SealedMember;
import io.spikewatt.inference.federated.SealedShare;
import io.spikewatt.inference.federated.SurvivorList;
import io.spikewatt.inference.federated.WeightUpdate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * A coordinator that tells honest members of different shares and survivors, and collects what they
 * reveal. It has the sum of some of them once the own mask of each of these, and the pair key of
 * each other one, were revealed by as many members as are needed.
 */
final class SplitLists {
  private static final int WEIGHTS = 5;

  private final RoundTerms terms;
  private final RandomGenerator random;
  private final Map<RoundRefusal.Cause, Integer> refused = new TreeMap<>();

  /**
   * Outcome of an attack.
   *
   * @param smallest members in the smallest sum below what the terms need; 0 = none
   * @param refused requests by cause
   */
  record Outcome(int smallest, Map<RoundRefusal.Cause, Integer> refused) {}

  /** Lists that a member receives. */
  private interface Told {
    Set<Integer> of(int member);
  }

  SplitLists(int members, RandomGenerator random) {
    terms = new RoundTerms(1, 1, "f", members, WEIGHTS, 1, 0);
    this.random = random;
  }

  Outcome play() {
    int third = terms.members() / 3;
    Set<Integer> all = range(1, terms.members());
    Set<Integer> x = range(1, third);
    Set<Integer> p = range(third + 1, terms.needed());
    Set<Integer> q = range(terms.needed() + 1, terms.members());
    int smallest = 0;
    // A third: X hears of X and P alone, and P is said to have dropped out.
    smallest = smaller(smallest, read(m -> x.contains(m) ? range(1, terms.needed()) : all, m -> union(x, q)));
    // The same without different shares.
    smallest = smaller(smallest, read(m -> all, m -> union(x, q)));
    // Each member is sent a list with itself, and without another third.
    smallest =
        smaller(
            smallest,
            read(m -> all, m -> x.contains(m) ? union(x, p) : p.contains(m) ? union(p, q) : union(q, x)));
    // Each leaves the next member out, so that all but one seem to survive.
    smallest =
        smaller(
            smallest,
            read(
                m -> all,
                m -> {
                  Set<Integer> survivors = range(1, terms.members());
                  survivors.remove(m % terms.members() + 1);
                  return survivors;
                }));
    return new Outcome(smallest, refused);
  }

  private static int smaller(int before, int found) {
    return found == 0 ? before : before == 0 ? found : Math.min(before, found);
  }

  private static Set<Integer> range(int first, int last) {
    Set<Integer> members = new TreeSet<>();
    for (int member = first; member <= last; member++) {
      members.add(member);
    }
    return members;
  }

  private static Set<Integer> union(Set<Integer> one, Set<Integer> other) {
    Set<Integer> both = new TreeSet<>(one);
    both.addAll(other);
    return both;
  }

  /**
   * Plays a round.
   *
   * @param shares senders of shares in the member's list, without itself
   * @param survivors in the member's list
   * @return members of the sum that is read, if fewer than the terms need
   */
  private int read(Told shares, Told survivors) {
    Map<Integer, MaskedMember> members = masked(shares);
    Map<Integer, SurvivorList> lists = new TreeMap<>();
    TreeMap<Integer, byte[]> signatures = new TreeMap<>();
    members.forEach(
        (member, masked) -> {
          Set<Integer> alive = survivors.of(member);
          TreeSet<Integer> dropped = new TreeSet<>(range(1, terms.members()));
          dropped.removeAll(alive);
          SurvivorList list = new SurvivorList(terms.tag(), new TreeSet<>(alive), dropped);
          try {
            signatures.put(member, masked.sign(list).signature());
            lists.put(member, list);
          } catch (RoundRefusal refusal) {
            refused.merge(refusal.reason(), 1, Integer::sum);
          }
        });
    Map<Integer, Integer> selfMasks = new TreeMap<>();
    Map<Integer, Integer> pairKeys = new TreeMap<>();
    for (int member : lists.keySet()) {
      try {
        var said = members.get(member).reveal(new ListSignatures(terms.tag(), signatures));
        said.selfMasks().keySet().forEach(of -> selfMasks.merge(of, 1, Integer::sum));
        said.pairKeys().keySet().forEach(of -> pairKeys.merge(of, 1, Integer::sum));
      } catch (RoundRefusal refusal) {
        refused.merge(refusal.reason(), 1, Integer::sum);
      }
    }
    Set<Integer> known = new TreeSet<>();
    selfMasks.forEach((member, count) -> add(known, member, count));
    Set<Integer> open = new TreeSet<>();
    pairKeys.forEach((member, count) -> add(open, member, count));
    boolean readable = known.size() + open.size() == terms.members() && !known.isEmpty();
    return readable && known.size() < terms.needed() ? known.size() : 0;
  }

  private void add(Set<Integer> members, int member, int count) {
    if (count >= terms.needed()) {
      members.add(member);
    }
  }

  private Map<Integer, MaskedMember> masked(Told told) {
    try {
      List<GroupMember> joined = new ArrayList<>();
      List<OpenKeys> open = new ArrayList<>();
      for (int member = 1; member <= terms.members(); member++) {
        joined.add(GroupMember.join(terms, member, random));
        open.add(joined.getLast().openKeys());
      }
      List<SealedMember> sealed = new ArrayList<>();
      for (GroupMember member : joined) {
        sealed.add(member.seal(new GroupKeys(terms.tag(), open), random));
      }
      Map<Integer, MaskedMember> masked = new TreeMap<>();
      for (int member = 1; member <= terms.members(); member++) {
        List<SealedShare> incoming = new ArrayList<>();
        for (int from : told.of(member)) {
          for (SealedShare share : sealed.get(from - 1).outgoing()) {
            if (share.to() == member) {
              incoming.add(share);
            }
          }
        }
        masked.put(
            member,
            sealed
                .get(member - 1)
                .mask(incoming, new WeightUpdate(new float[WEIGHTS]), random));
      }
      return masked;
    } catch (RoundRefusal e) {
      throw new IllegalStateException("an honest part of a round was refused", e);
    }
  }
}
