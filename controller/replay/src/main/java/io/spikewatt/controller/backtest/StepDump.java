package io.spikewatt.controller.backtest;

import io.spikewatt.controller.optimise.SupplyMix;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes the physical course, one row a step, so that anyone can recompute the cost. Powers in kW,
 * states of charge 0..1 at the step's end, empty where no car is plugged in. Values are exact.
 */
public final class StepDump implements Backtest.Sink, AutoCloseable {

  private final BacktestScenario scenario;
  private final BufferedWriter out;
  private final StringBuilder row = new StringBuilder();

  /**
   * @throws IOException if the file cannot be written; later failures are {@link
   *     UncheckedIOException}
   */
  public StepDump(Path file, BacktestScenario scenario) throws IOException {
    this.scenario = scenario;
    this.out = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
    row.append("step,load_kw,pv_kw,curtailed_kw,charge_kw,discharge_kw,import_kw,export_kw,");
    row.append("genset_kw,unserved_kw,overgeneration_kw,soc");
    for (BacktestScenario.Ev ev : scenario.evs()) {
      for (String what : new String[] {"charge_kw", "discharge_kw", "soc"}) {
        row.append(",ev_").append(ev.name()).append('_').append(what);
      }
    }
    for (int j = 0; j < scenario.jobs().size(); j++) {
      row.append(",job_").append(j).append("_kw");
    }
    for (int i = 0; i < scenario.penalties().tiers().size(); i++) {
      row.append(",shed").append(i).append("_kw");
    }
    write();
  }

  @Override
  public void take(int step, EnergyFlows flows, double storedKwh, double[] evKwh) {
    DevicePowers d = flows.powers();
    SupplyMix s = flows.supply();
    row.append(step);
    add(scenario.series().loadKw()[step]);
    add(scenario.series().pvKw()[step]);
    add(s.curtailedKw());
    add(d.chargeKw());
    add(d.dischargeKw());
    add(s.importKw());
    add(s.exportKw());
    add(s.gensetKw());
    add(s.unservedKw());
    add(s.surplusKw());
    double capacity = scenario.battery().capacityKwh();
    add(capacity > 0 ? storedKwh / capacity : 0);
    for (int i = 0; i < evKwh.length; i++) {
      add(d.evChargeKw()[i]);
      add(d.evDischargeKw()[i]);
      add(evKwh[i] / scenario.evs().get(i).storage().capacityKwh());
    }
    for (double kw : d.jobKw()) {
      add(kw);
    }
    for (double kw : s.shedKw()) {
      add(kw);
    }
    write();
  }

  private void add(double value) {
    row.append(',');
    if (value == 0) {
      row.append('0');
    } else if (!Double.isNaN(value)) {
      row.append(value);
    }
  }

  private void write() {
    try {
      out.append(row).append('\n');
      row.setLength(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
