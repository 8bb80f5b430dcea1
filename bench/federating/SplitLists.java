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
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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

  SplitLists(int members, RandomGenerator random) {
    terms = new RoundTerms(1, 1, "f", members, WEIGHTS, 1, 0);
    this.random = random;
  }

  Outcome play() {
    int all = terms.members();
    int third = all / 3;
    Set<Integer> everybody = range(1, all);
    Set<Integer> x = range(1, third);
    Set<Integer> p = range(third + 1, terms.needed());
    Set<Integer> q = range(terms.needed() + 1, all);
    int[] read = {
      // A third: X hears of X and P alone, and P is said to have dropped out.
      read(m -> x.contains(m) ? range(1, terms.needed()) : everybody, m -> union(x, q)),
      // The same without different shares.
      read(m -> everybody, m -> union(x, q)),
      // Each member is sent a list with itself, and without another third.
      read(
          m -> everybody,
          m -> x.contains(m) ? union(x, p) : p.contains(m) ? union(p, q) : union(q, x)),
      // Each leaves the next member out, so that all but one seem to survive.
      read(m -> everybody, m -> union(range(1, m % all), range(m % all + 2, all)))
    };
    return new Outcome(IntStream.of(read).filter(sum -> sum > 0).min().orElse(0), refused);
  }

  private static Set<Integer> range(int first, int last) {
    return IntStream.rangeClosed(first, last)
        .boxed()
        .collect(Collectors.toCollection(TreeSet::new));
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
  private int read(IntFunction<Set<Integer>> shares, IntFunction<Set<Integer>> survivors) {
    Map<Integer, MaskedMember> members = masked(shares);
    Map<Integer, SurvivorList> lists = new TreeMap<>();
    TreeMap<Integer, byte[]> signatures = new TreeMap<>();
    members.forEach(
        (member, masked) -> {
          Set<Integer> alive = survivors.apply(member);
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
    int known = revealed(selfMasks);
    boolean readable = known + revealed(pairKeys) == terms.members() && known > 0;
    return readable && known < terms.needed() ? known : 0;
  }

  /** Number of secrets that enough members have revealed a share of. */
  private int revealed(Map<Integer, Integer> shares) {
    return (int) shares.values().stream().filter(count -> count >= terms.needed()).count();
  }

  private Map<Integer, MaskedMember> masked(IntFunction<Set<Integer>> told) {
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
        for (int from : told.apply(member)) {
          for (SealedShare share : sealed.get(from - 1).outgoing()) {
            if (share.to() == member) {
              incoming.add(share);
            }
          }
        }
        masked.put(
            member,
            sealed.get(member - 1).mask(incoming, new WeightUpdate(new float[WEIGHTS]), random));
      }
      return masked;
    } catch (RoundRefusal e) {
      throw new IllegalStateException("an honest part of a round was refused", e);
    }
  }
}
