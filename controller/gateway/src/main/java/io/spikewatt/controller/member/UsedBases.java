package io.spikewatt.controller.member;

import io.spikewatt.hal.store.KeptValues;
import io.spikewatt.hal.store.Sha256;
import io.spikewatt.inference.federated.RoundRefusal;
import io.spikewatt.inference.federated.SharedModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The bases that a site has sent an update for, by their weights and over restarts. A second update
 * for one of them would let a coordinator subtract the sums of two rounds. Thread-safe.
 */
public record UsedBases(KeptValues kept) {

  /** Over 60 nights; the oldest are forgotten. */
  private static final int MOST = 2000;

  private static final int HASH_DIGITS = 32;
  private static final String BASES = "bases";

  public static UsedBases in(Path directory, Consumer<String> onProblem) {
    Path file = directory.resolve("fleet").resolve("bases.properties");
    return new UsedBases(
        KeptValues.in(file, "Bases that this site has sent updates for, oldest first", onProblem));
  }

  /** Refuses a base that an update was sent for. */
  public synchronized void requireUnused(SharedModel base) throws RoundRefusal {
    if (all().contains(hash(base))) {
      throw new RoundRefusal(
          RoundRefusal.Cause.USED_BASE,
          "weights that no update was sent for expected, found version " + base.round());
    }
  }

  /**
   * Notes a base, on the disk before it returns.
   *
   * @throws RoundRefusal if an update was sent for it before, or it cannot be kept
   */
  public synchronized void use(SharedModel base) throws RoundRefusal {
    requireUnused(base);
    List<String> all = new ArrayList<>(all());
    all.add(hash(base));
    List<String> newest = all.subList(Math.max(0, all.size() - MOST), all.size());
    if (!kept.replace(Map.of(BASES, String.join(" ", newest)))) {
      throw new RoundRefusal(
          RoundRefusal.Cause.USED_BASE, "which bases are used cannot be kept on the disk");
    }
  }

  private List<String> all() {
    return kept.get(BASES).map(text -> Arrays.asList(text.split(" "))).orElse(List.of());
  }

  /** Of the weights alone: the same ones under another number are no other base. */
  private static String hash(SharedModel base) {
    byte[] weights = new SharedModel(base.features(), 0, base.weights()).encoded();
    return Sha256.of(weights).substring(0, HASH_DIGITS);
  }
}
