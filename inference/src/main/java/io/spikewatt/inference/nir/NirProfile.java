package io.spikewatt.inference.nir;

import io.spikewatt.inference.nir.NirNode.CubaLif;
import io.spikewatt.inference.nir.NirNode.Li;
import io.spikewatt.inference.nir.NirNode.Lif;
import io.spikewatt.inference.nir.NirNode.Neurons;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Encoding of our neurons in NIR. Readers disagree about the unit of tau, about r and about the
 * reset, so no single file suits all. The profiles follow the importers' sources.
 *
 * <p>Ours is v = beta v (1 - s) + 2 (1 - beta) c, s = [v > 1], r += (1 - kappa)(s - r).
 */
public enum NirProfile {
  /**
   * LIF with r = 1, tau = dt / (1 - beta), the current 2 c: NIR's equation by forward Euler, as
   * Norse does it. snnTorch takes one scale of the input from all neurons, so it agrees only where
   * all have one leak.
   */
  UNIT_R(
      "forward Euler with dt = 1e-4 (Norse, told that dt)",
      "snnTorch, unless all neurons have one leak: take profile cuba"),

  /**
   * CubaLIF with tau_syn = dt and r = tau_mem / dt, the current 2 (1 - beta) c: both snnTorch and
   * Norse come to our equation, with a leak for each neuron.
   */
  CUBA(
      "forward Euler with dt = 1e-4 (snnTorch; Norse, told that dt)",
      "lava-dl and Loihi, which hold one decay a layer; Rockpool and Xylo, which derive their own"
          + " time step"),

  /**
   * LIF and LI with tau = -1 / ln(leak) in time steps, the current 2 (1 - beta) c, the trace not
   * normalised: Sinabs' reading of a file. Sinabs resets by subtraction unless configured
   * otherwise.
   */
  SINABS(
      "exp(-1/tau) a step, a reset to zero, one spike a step (Sinabs, told so)",
      "Sinabs as it loads, without MembraneReset and SingleSpike; Speck, which rounds weights");

  /** The time step that times in seconds were made for; snnTorch's importer knows no other. */
  public static final double DT = 1e-4;

  private final String exact;
  private final String approximate;

  NirProfile(String exact, String approximate) {
    this.exact = exact;
    this.approximate = approximate;
  }

  /** Name on the command line and in files. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static Optional<NirProfile> of(String label) {
    return Arrays.stream(values()).filter(p -> p.label().equals(label)).findFirst();
  }

  public static List<String> labels() {
    return Arrays.stream(values()).map(NirProfile::label).toList();
  }

  /** Under which arithmetic a file spikes as our network does. */
  public String exact() {
    return exact;
  }

  /** Which readers cannot hold it as it is. */
  public String approximate() {
    return approximate;
  }

  /** The steps that the profile is made for. */
  public Discretisation discretisation() {
    return this == SINABS ? new Discretisation.Decay() : new Discretisation.Euler(DT);
  }

  /** Factor on the input current of a neuron. */
  float currentGain(float beta) {
    return this == UNIT_R ? 2 : 2 * (1 - beta);
  }

  /** Factor on the read-out of a trace. */
  float traceGain(float kappa) {
    return this == SINABS ? 1 - kappa : 1;
  }

  Neurons neurons(float[] beta) {
    double[] tau = tau(beta);
    double[] zero = new double[beta.length];
    double[] one = filled(1, beta.length);
    if (this != CUBA) {
      return new Lif(tau, one, zero, zero, one);
    }
    double[] r = new double[beta.length];
    Arrays.setAll(r, j -> (float) (tau[j] / DT));
    return new CubaLif(filled((float) DT, beta.length), tau, r, zero, zero, one, one);
  }

  Li trace(float[] kappa) {
    return new Li(tau(kappa), filled(1, kappa.length), new double[kappa.length]);
  }

  /** Time constants as a file holds them: rounded to 32 bits. */
  private double[] tau(float[] leak) {
    double[] tau = new double[leak.length];
    for (int j = 0; j < tau.length; j++) {
      double exactly = this == SINABS ? -1 / StrictMath.log(leak[j]) : DT / (1 - (double) leak[j]);
      tau[j] = (float) exactly;
    }
    return tau;
  }

  /** Leak per step of a time constant. */
  double leak(double tau) {
    return this == SINABS ? StrictMath.exp(-1 / tau) : 1 - DT / tau;
  }

  private static double[] filled(double value, int length) {
    double[] values = new double[length];
    Arrays.fill(values, value);
    return values;
  }
}
