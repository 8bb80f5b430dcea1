import io.spikewatt.inference.linear.NormalEquations;
import io.spikewatt.inference.train.QuantileRows;

/** One linear model of all sites' rows: the usual baseline of a pooled network. */
final class PooledRidge implements HeldOut.Model {
  private static final int REWEIGHTINGS = 5;
  private static final double LEAST_ERROR = 0.02;
  private static final double PENALTY = 1;

  private final double[] weights;

  /** Absolute errors, by re-weighted squares. */
  PooledRidge(QuantileRows rows) {
    int columns = rows.features() + 1;
    double[] found = new double[columns];
    double[] row = new double[columns];
    for (int pass = 0; pass < REWEIGHTINGS; pass++) {
      NormalEquations equations = new NormalEquations(columns);
      for (int r = 0; r < rows.count(); r++) {
        double said = 0;
        for (int i = 0; i < columns; i++) {
          row[i] = i == rows.features() ? 1 : rows.x()[r * rows.features() + i];
          said += found[i] * row[i];
        }
        double error = pass == 0 ? 1 : Math.max(LEAST_ERROR, Math.abs(rows.y()[r] - said));
        equations.add(row, rows.y()[r], rows.weight()[r] / error);
      }
      found = equations.solve(PENALTY, rows.features());
    }
    weights = found;
  }

  @Override
  public double error(float[] inputs) {
    double sum = weights[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      sum += weights[i] * inputs[i];
    }
    return sum;
  }
}
