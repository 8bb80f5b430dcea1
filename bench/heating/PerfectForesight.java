import io.spikewatt.config.site.Role;
import io.spikewatt.simulator.physics.Building;
import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * The linear program that knows weather and prices of the whole year, and the building's two nodes:
 * least cost of electricity with the room within bounds. Solved by an interior-point method whose
 * Newton steps are Riccati recursions.
 */
final class PerfectForesight {

  private static final int ITERATIONS = 80;
  private static final double CENTRING = 0.2;
  private static final double STEP_BACK = 0.995;

  private final int n;
  private final double mostKw;
  private final double[] costPerKw;
  private final double[] heatMass;
  private final double[] heatRoom;
  private final double[][] drift;
  private final double[] lowC;
  private final double[] highC;
  private final double[] a = new double[4];
  private final double startC;

  /**
   * @param lowC room's bounds at the end of each slot, °C
   */
  PerfectForesight(
      HeatYear year,
      Role.HeatPump pump,
      Building.Size size,
      double startC,
      double[] lowC,
      double[] highC) {
    this.n = year.slots();
    this.mostKw = pump.maxW() / 1000;
    this.lowC = lowC;
    this.highC = highC;
    this.startC = startC;
    this.costPerKw = new double[n];
    this.heatMass = new double[n];
    this.heatRoom = new double[n];
    this.drift = new double[n][];
    double hours = HeatYear.SLOT.toSeconds() / 3600.0;
    double[] zero = slot(size, 0, 0, 0, 0, 0);
    double[] byMass = slot(size, 1, 0, 0, 0, 0);
    double[] byRoom = slot(size, 0, 1, 0, 0, 0);
    a[0] = byMass[0] - zero[0];
    a[1] = byRoom[0] - zero[0];
    a[2] = byMass[1] - zero[1];
    a[3] = byRoom[1] - zero[1];
    double[] byHeat = slot(size, 0, 0, 1000, 0, 0);
    for (int k = 0; k < n; k++) {
      double cop = pump.cop().at(OptionalDouble.of(year.outdoorC()[k]));
      costPerKw[k] = year.importPerKwh()[k] * hours;
      heatMass[k] = byHeat[0] * cop;
      heatRoom[k] = byHeat[1] * cop;
      drift[k] = slot(size, 0, 0, 0, year.outdoorC()[k], year.gainW()[k]);
    }
  }

  /** Both nodes after a slot, in small steps as the simulated plant. */
  private static double[] slot(
      Building.Size size, double massC, double roomC, double heatW, double outdoorC, double gainW) {
    double mass = massC;
    double room = roomC;
    double dt = 60 / 3600.0;
    for (int i = 0; i < HeatYear.SLOT.toMinutes(); i++) {
      double upW = size.betweenWPerK() * (mass - room);
      mass += (heatW - upW) * dt / size.massWhPerK();
      room += (upW + gainW - size.lossWPerK() * (room - outdoorC)) * dt / size.roomWhPerK();
    }
    return new double[] {mass, room};
  }

  /** Power by slot, kW. */
  double[] solve() {
    double[] u = new double[n];
    Arrays.fill(u, mostKw / 4);
    double[][] s = new double[4][n];
    double[][] z = new double[4][n];
    for (int i = 0; i < 4; i++) {
      Arrays.fill(s[i], 1);
      Arrays.fill(z[i], 0.02);
    }
    for (int iteration = 0; iteration < ITERATIONS; iteration++) {
      double[][] g = constraints(u);
      double mu = 0;
      for (int i = 0; i < 4; i++) {
        for (int k = 0; k < n; k++) {
          mu += s[i][k] * z[i][k] / (4.0 * n);
        }
      }
      if (mu < 1e-9) {
        break;
      }
      newton(u, s, z, g, CENTRING * mu);
    }
    return u;
  }

  /** -u, u - most, low - room, room - high: at most 0. */
  private double[][] constraints(double[] u) {
    double[][] g = new double[4][n];
    double[] room = rooms(u);
    for (int k = 0; k < n; k++) {
      g[0][k] = -u[k];
      g[1][k] = u[k] - mostKw;
      g[2][k] = lowC[k] - room[k];
      g[3][k] = room[k] - highC[k];
    }
    return g;
  }

  /** The room at the end of each slot, °C. */
  double[] rooms(double[] u) {
    double[] room = new double[n];
    double m = startC;
    double r = startC;
    for (int k = 0; k < n; k++) {
      double nextM = a[0] * m + a[1] * r + heatMass[k] * u[k] + drift[k][0];
      r = a[2] * m + a[3] * r + heatRoom[k] * u[k] + drift[k][1];
      m = nextM;
      room[k] = r;
    }
    return room;
  }

  private void newton(double[] u, double[][] s, double[][] z, double[][] g, double target) {
    double[] wu = new double[n];
    double[] qu = new double[n];
    double[] wr = new double[n];
    double[] qr = new double[n];
    for (int k = 0; k < n; k++) {
      double[] pull = new double[4];
      for (int i = 0; i < 4; i++) {
        pull[i] = (target + z[i][k] * (g[i][k] + s[i][k])) / s[i][k];
      }
      wu[k] = z[0][k] / s[0][k] + z[1][k] / s[1][k];
      wr[k] = z[2][k] / s[2][k] + z[3][k] / s[3][k];
      qu[k] = costPerKw[k] - pull[0] + pull[1];
      qr[k] = -pull[2] + pull[3];
    }
    double[] du = riccati(wu, qu, wr, qr);
    double[] moved = new double[n];
    for (int k = 0; k < n; k++) {
      moved[k] = u[k] + du[k];
    }
    double[] before = rooms(u);
    double[] after = rooms(moved);
    double primal = 1;
    double dual = 1;
    double[][] ds = new double[4][n];
    double[][] dz = new double[4][n];
    for (int k = 0; k < n; k++) {
      double dr = after[k] - before[k];
      double[] dg = {-du[k], du[k], -dr, dr};
      for (int i = 0; i < 4; i++) {
        ds[i][k] = -(g[i][k] + s[i][k]) - dg[i];
        dz[i][k] = (target - z[i][k] * s[i][k] - z[i][k] * ds[i][k]) / s[i][k];
        primal = ds[i][k] < 0 ? Math.min(primal, -STEP_BACK * s[i][k] / ds[i][k]) : primal;
        dual = dz[i][k] < 0 ? Math.min(dual, -STEP_BACK * z[i][k] / dz[i][k]) : dual;
      }
    }
    for (int k = 0; k < n; k++) {
      u[k] += primal * du[k];
      for (int i = 0; i < 4; i++) {
        s[i][k] += primal * ds[i][k];
        z[i][k] += dual * dz[i][k];
      }
    }
  }

  /** Least 1/2 w u² + q u over the powers, and 1/2 w r² + q r over the room after each slot. */
  private double[] riccati(double[] wu, double[] qu, double[] wr, double[] qr) {
    double[] gainM = new double[n];
    double[] gainR = new double[n];
    double[] shift = new double[n];
    double p0 = 0;
    double p1 = 0;
    double p3 = 0;
    double v0 = 0;
    double v1 = 0;
    for (int k = n - 1; k >= 0; k--) {
      p3 += wr[k];
      v1 += qr[k];
      double bm = heatMass[k];
      double br = heatRoom[k];
      double pb0 = p0 * bm + p1 * br;
      double pb1 = p1 * bm + p3 * br;
      double h = wu[k] + bm * pb0 + br * pb1;
      double fm = a[0] * pb0 + a[2] * pb1;
      double fr = a[1] * pb0 + a[3] * pb1;
      double f0 = qu[k] + bm * v0 + br * v1;
      gainM[k] = -fm / h;
      gainR[k] = -fr / h;
      shift[k] = -f0 / h;
      double pa0 = p0 * a[0] + p1 * a[2];
      double pa1 = p0 * a[1] + p1 * a[3];
      double pa2 = p1 * a[0] + p3 * a[2];
      double pa3 = p1 * a[1] + p3 * a[3];
      double n0 = a[0] * pa0 + a[2] * pa2 - fm * fm / h;
      double n1 = a[0] * pa1 + a[2] * pa3 - fm * fr / h;
      double n3 = a[1] * pa1 + a[3] * pa3 - fr * fr / h;
      double w0 = a[0] * v0 + a[2] * v1 - fm * f0 / h;
      v1 = a[1] * v0 + a[3] * v1 - fr * f0 / h;
      v0 = w0;
      p0 = n0;
      p1 = n1;
      p3 = n3;
    }
    double[] du = new double[n];
    double m = 0;
    double r = 0;
    for (int k = 0; k < n; k++) {
      du[k] = gainM[k] * m + gainR[k] * r + shift[k];
      double nextM = a[0] * m + a[1] * r + heatMass[k] * du[k];
      r = a[2] * m + a[3] * r + heatRoom[k] * du[k];
      m = nextM;
    }
    return du;
  }
}
