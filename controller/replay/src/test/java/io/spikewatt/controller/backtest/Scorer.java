package io.spikewatt.controller.backtest;

import io.spikewatt.controller.backtest.BacktestScenario.Battery;
import io.spikewatt.controller.backtest.BacktestScenario.Job;
import io.spikewatt.controller.backtest.BacktestScenario.Session;
import java.util.Arrays;
import java.util.List;

/**
 * Recomputes the cost from a dump alone and checks the physics of every step, written from the
 * scenarios' README, sharing nothing with the product but the scenario.
 */
final class Scorer {

  private static final double OK = 1e-6;

  private Scorer() {}

  static double cost(BacktestScenario s, List<String> lines, List<String> problems) {
    List<String> names = Arrays.asList(lines.getFirst().split(","));
    double cost = 0;
    double dt = s.stepHours();
    double stored = s.battery().socInit() * s.battery().capacityKwh();
    double[] ev = new double[s.evs().size()];
    double[] work = new double[s.jobs().size()];
    for (int t = 0; t < lines.size() - 1; t++) {
      String[] cells = lines.get(t + 1).split(",", -1);
      java.util.function.ToDoubleFunction<String> at =
          name -> {
            String cell = cells[names.indexOf(name)];
            return cell.isEmpty() ? 0 : Double.parseDouble(cell);
          };
      double ch = at.applyAsDouble("charge_kw");
      double dis = at.applyAsDouble("discharge_kw");
      double imp = at.applyAsDouble("import_kw");
      double exp = at.applyAsDouble("export_kw");
      double gen = at.applyAsDouble("genset_kw");
      double unserved = at.applyAsDouble("unserved_kw");
      double over = at.applyAsDouble("overgeneration_kw");
      double curtailed = at.applyAsDouble("curtailed_kw");
      double load = s.series().loadKw()[t];
      double pv = s.series().pvKw()[t];
      double rate = imp * (s.series().importPrice()[t] + co2(s) * s.series().gridCo2()[t]);
      rate -= exp * s.series().exportPrice()[t];
      rate += s.penalties().unserved() * unserved + s.penalties().overgeneration() * over;
      rate += s.battery().throughputCost() * (ch + dis);
      if (s.genset().isPresent()) {
        BacktestScenario.Genset g = s.genset().get();
        rate += gen * (g.fuelCost() + co2(s) * g.co2PerKwh());
        boolean off = gen == 0;
        check(off || (gen >= g.minKw() - OK && gen <= g.maxKw() + OK), t, "genset", problems);
      } else {
        check(gen == 0, t, "genset", problems);
      }
      double balance = pv - curtailed + dis + imp + gen + unserved - load - ch - exp - over;
      stored = store(s.battery(), stored, ch, dis, dt, t, problems);
      check(
          Math.abs(stored / s.battery().capacityKwh() - at.applyAsDouble("soc")) < OK,
          t,
          "soc",
          problems);
      for (int i = 0; i < ev.length; i++) {
        Battery b = s.evs().get(i).storage();
        String name = "ev_" + s.evs().get(i).name();
        double in = at.applyAsDouble(name + "_charge_kw");
        double out = at.applyAsDouble(name + "_discharge_kw");
        Session stay = stay(s, i, t);
        check(stay != null || in + out == 0, t, "absent car", problems);
        balance += out - in;
        rate += b.throughputCost() * (in + out);
        if (stay != null) {
          ev[i] = stay.arrive() == t ? stay.socArrive() * b.capacityKwh() : ev[i];
          ev[i] = store(b, ev[i], in, out, dt, t, problems);
          if (stay.depart() == t + 1) {
            double lacks = stay.socRequired() * b.capacityKwh() - ev[i];
            cost += s.penalties().evShort() * Math.max(0, lacks);
          }
        }
      }
      for (int j = 0; j < work.length; j++) {
        Job job = s.jobs().get(j);
        double kw = at.applyAsDouble("job_" + j + "_kw");
        check(kw <= job.maxKw() + OK, t, "job power", problems);
        check(kw == 0 || (t >= job.earliest() && t < job.latest()), t, "job time", problems);
        balance -= kw;
        work[j] += kw * dt;
        check(work[j] <= job.energyKwh() + OK, t, "job energy", problems);
        if (job.latest() == t + 1) {
          cost += s.penalties().jobMissed() * Math.max(0, job.energyKwh() - work[j]);
        }
      }
      for (int i = 0; i < s.penalties().tiers().size(); i++) {
        double kw = at.applyAsDouble("shed" + i + "_kw");
        check(kw <= s.penalties().tiers().get(i).share() * load + OK, t, "tier", problems);
        balance += kw;
        rate += kw * s.penalties().tiers().get(i).costPerKwh();
      }
      boolean up = s.series().gridUp()[t];
      check(imp <= (up ? s.grid().orElseThrow().importMaxKw() : 0) + OK, t, "import", problems);
      check(exp <= (up ? s.grid().orElseThrow().exportMaxKw() : 0) + OK, t, "export", problems);
      check(curtailed <= pv + OK && curtailed >= 0, t, "curtailed", problems);
      check(Math.abs(balance) < OK * (1 + load + pv), t, "balance " + balance, problems);
      cost += rate * dt;
    }
    return cost;
  }

  private static double co2(BacktestScenario s) {
    return s.penalties().co2Price();
  }

  private static double store(
      Battery b, double kwh, double in, double out, double dt, int t, List<String> problems) {
    double after = kwh + dt * (b.etaCharge() * in - out / b.etaDischarge());
    double slack = OK * b.capacityKwh();
    boolean powers = in <= b.chargeMaxKw() + OK && out <= b.dischargeMaxKw() + OK;
    check(powers && in >= 0 && out >= 0, t, "storage power", problems);
    double lowest = Math.min(kwh, b.minKwh());
    check(after >= lowest - slack && after <= b.maxKwh() + slack, t, "stored energy", problems);
    return after;
  }

  private static @org.jspecify.annotations.Nullable Session stay(
      BacktestScenario s, int ev, int t) {
    for (Session stay : s.evs().get(ev).sessions()) {
      if (t >= stay.arrive() && t < stay.depart()) {
        return stay;
      }
    }
    return null;
  }

  private static void check(boolean right, int t, String what, List<String> problems) {
    if (!right) {
      problems.add("step " + t + ": " + what);
    }
  }
}
