package io.spikewatt.controller.estimate;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.asset.BalancePower;
import io.spikewatt.controller.asset.SiteDevice;
import io.spikewatt.controller.asset.site.SiteDevices;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.PlantSnapshot;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Finds the one power with a wrong sign, where feeders make the balance redundant: its inversion
 * closes the balance, no other does, and this holds at powers that differ. A device that reports a
 * wrong power opens the balance by its own error, which fits the doubled power of another device
 * only by chance and at one power. The accused power then counts as missing and follows from the
 * balance. Catches a sign that was wrong from the start. The finding holds until the power is large
 * enough to refute it. Confined to one thread.
 */
public final class SignErrorDetection {

  /** A wrong sign below this power does little harm and could be noise, W. */
  private static final double LEAST_W = 200;

  /** A power of this size that fits the balance proves its sign, W. */
  private static final double ACQUIT_W = 100;

  /** Readings of a moving plant are from different moments: this many in a row must agree. */
  private static final int CYCLES = 3;

  /** Readings in a row that neither sign explains: longer than any move of the plant. */
  private static final int REFUTED = 10;

  /** In the past tense: while a term is missing, nothing confirms or refutes the finding. */
  private static final String FOUND =
      "the balance closed only with its sign turned, and nothing has refuted that since";

  private static final double ROOM_W = 100;
  private static final double ROOM_SHARE = 0.05;

  private final List<Signal> terms = new ArrayList<>();
  private final List<Signal> suspects = new ArrayList<>();
  private boolean redundant;
  private @Nullable Suspicion suspicion;

  /**
   * A power whose turned sign closed the balance.
   *
   * @param of the power's signal
   * @param row readings in a row, up to now, that its turned sign alone explains
   * @param unlike readings in a row, up to now, that its turned sign does not explain
   * @param leastW least power that {@link #CYCLES} in a row confirmed, W; infinite without any
   * @param mostW largest such power, W
   */
  private record Suspicion(Signal of, int row, int unlike, double leastW, double mostW) {

    static Suspicion of(Signal power) {
      return new Suspicion(power, 0, 0, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
    }

    /**
     * After one more reading; empty = refuted.
     *
     * @param residual of the balance, W
     * @param watts the power, W
     * @param alone whether no other power explains the residual
     */
    Optional<Suspicion> next(double residual, double watts, boolean alone) {
      boolean isRight = Math.abs(watts) > ACQUIT_W && Math.abs(residual) < Math.abs(watts) / 2;
      boolean fits = closes(residual, watts);
      int nextRow = fits && alone ? row + 1 : 0;
      int nextUnlike = fits ? 0 : Math.abs(watts) > LEAST_W ? unlike + 1 : unlike;
      if (isRight || nextUnlike >= (isConfirmed() ? REFUTED : 1)) {
        return Optional.empty();
      }
      boolean confirms = nextRow >= CYCLES;
      return Optional.of(
          new Suspicion(
              of,
              nextRow,
              nextUnlike,
              confirms ? Math.min(leastW, watts) : leastW,
              confirms ? Math.max(mostW, watts) : mostW));
    }

    private boolean isConfirmed() {
      return mostW >= leastW;
    }

    /** True if the powers differ by more than an error of another device could explain. */
    boolean isProven() {
      return mostW - leastW > 2 * room(Math.max(Math.abs(leastW), Math.abs(mostW)));
    }
  }

  public SignErrorDetection(Site site) {
    for (SiteDevice device : SiteDevices.of(site)) {
      Signal power = new Signal(device.id(), Quantity.POWER_W);
      switch (device.purpose()) {
        case GRID_METER -> {
          terms.add(power);
          suspects.add(power);
        }
        case FEEDER -> {
          terms.add(power);
          redundant = true;
        }
        case BILLING_METER, OPERATOR_CONTACT, SEPARATION, NONE -> {}
      }
      device.balance().map(BalancePower::signal).ifPresent(terms::add);
      device
          .balance()
          .filter(BalancePower::invertible)
          .map(BalancePower::signal)
          .ifPresent(suspects::add);
    }
  }

  /** The snapshot with a power of wrong sign replaced by Missing. Call it once a cycle. */
  public PlantSnapshot apply(PlantSnapshot snapshot) {
    OptionalDouble residual = redundant ? residual(snapshot) : OptionalDouble.empty();
    if (residual.isPresent()) {
      judge(residual.getAsDouble(), snapshot);
    }
    if (suspicion == null
        || !suspicion.isProven()
        || !(snapshot.get(suspicion.of) instanceof Sample.Good good)) {
      return snapshot;
    }
    List<Sample> samples = new ArrayList<>(snapshot.all());
    samples.add(turned(good));
    return new PlantSnapshot(snapshot.at(), samples);
  }

  /** Residual of the balance; empty if a term is missing. */
  private OptionalDouble residual(PlantSnapshot snapshot) {
    double residual = 0;
    for (Signal term : terms) {
      OptionalDouble value = snapshot.value(term.deviceId(), term.quantity());
      if (value.isEmpty()) {
        return OptionalDouble.empty();
      }
      residual += value.getAsDouble();
    }
    return OptionalDouble.of(residual);
  }

  private void judge(double residual, PlantSnapshot snapshot) {
    List<Signal> found =
        suspects.stream().filter(power -> closes(residual, watts(power, snapshot))).toList();
    if (suspicion != null) {
      boolean alone = found.size() == 1;
      suspicion = suspicion.next(residual, watts(suspicion.of, snapshot), alone).orElse(null);
    }
    if (suspicion == null && found.size() == 1) {
      Signal only = found.getFirst();
      suspicion = Suspicion.of(only).next(residual, watts(only, snapshot), true).orElse(null);
    }
  }

  private static double watts(Signal power, PlantSnapshot snapshot) {
    return snapshot.value(power.deviceId(), power.quantity()).orElse(0);
  }

  private static boolean closes(double residual, double watts) {
    return Math.abs(watts) > LEAST_W && Math.abs(residual - 2 * watts) <= room(watts);
  }

  private static double room(double watts) {
    return ROOM_W + ROOM_SHARE * Math.abs(watts);
  }

  private static Sample turned(Sample.Good good) {
    return Sample.missing(good.signal(), Fault.Kind.SIGN_FLIPPED, FOUND, good.at());
  }
}
