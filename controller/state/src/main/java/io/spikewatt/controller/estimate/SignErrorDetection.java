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
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Finds the one power with a wrong sign, where feeders make the balance redundant: its inversion
 * closes the balance, and no other does. The power then counts as missing and follows from the
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

  /** In the past tense: while a term is missing, nothing confirms or refutes the finding. */
  private static final String FOUND =
      "the balance closed only with its sign turned, and nothing has refuted that since";

  private static final double ROOM_W = 100;
  private static final double ROOM_SHARE = 0.05;

  private final List<Signal> terms = new ArrayList<>();
  private final List<Signal> suspects = new ArrayList<>();
  private boolean redundant;
  private @Nullable Signal accused;
  private int count;

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
    if (count < CYCLES || !(accused != null && snapshot.get(accused) instanceof Sample.Good good)) {
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
    if (accused != null && count >= CYCLES) {
      double value = snapshot.value(accused.deviceId(), accused.quantity()).orElse(0);
      if (Math.abs(value) > ACQUIT_W && Math.abs(residual) < Math.abs(value) / 2) {
        accused = null;
        count = 0;
      }
      return;
    }
    List<Signal> found =
        suspects.stream()
            .filter(
                suspect ->
                    closes(
                        residual, snapshot.value(suspect.deviceId(), suspect.quantity()).orElse(0)))
            .toList();
    Signal only = found.size() == 1 ? found.getFirst() : null;
    count = only == null ? 0 : only.equals(accused) ? count + 1 : 1;
    accused = only;
  }

  private static boolean closes(double residual, double value) {
    return Math.abs(value) > LEAST_W
        && Math.abs(residual - 2 * value) <= ROOM_W + ROOM_SHARE * Math.abs(value);
  }

  private static Sample turned(Sample.Good good) {
    return Sample.missing(good.signal(), Fault.Kind.SIGN_FLIPPED, FOUND, good.at());
  }
}
