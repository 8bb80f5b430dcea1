package io.spikewatt.controller.lab;

import io.spikewatt.controller.commandline.CliCommand;
import io.spikewatt.controller.evaluate.NetworkCosts;
import io.spikewatt.controller.evaluate.NeuromorphicHardware;
import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.inference.feature.FeatureSet;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.learnt.ResidualNetwork;
import io.spikewatt.inference.learnt.SpikingForecaster;
import io.spikewatt.inference.learnt.TrainedForecaster;
import io.spikewatt.inference.spike.Topology;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Content of a model file as text for people or as JSON. */
record ModelText(PrintStream out) {
  private static final String ESTIMATE =
      "estimate: published energy an operation times counted operations; not measured, without"
          + " host, memory and I/O";

  void print(Path file, TrainedForecaster model, boolean json) {
    if (json) {
      CliCommand.json(out, body -> write(file, model, body));
      return;
    }
    ForecastSettings settings = model.settings();
    out.printf(
        "%s: forecasts a %s, %d steps of %d min, time zone %s%n",
        file,
        JsonWriter.word(model.kind()),
        settings.horizon(),
        settings.slot().toMinutes(),
        settings.zone().getId());
    out.printf("learnt from %s to %s, features %s%n", model.from(), model.to(), features(model));
    model
        .holidayShare()
        .ifPresent(
            share -> out.printf(Locale.ROOT, "a public holiday is %.2f of a Sunday%n", share));
    ValidationText.print(model, out);
    if (model.chosen() instanceof SpikingForecaster spiking) {
      shape(spiking);
      costs(model, spiking)
          .ifPresentOrElse(this::costs, () -> out.println("no record of how often it spikes"));
    } else {
      out.println("no network inside");
    }
  }

  private void shape(SpikingForecaster spiking) {
    Topology shape = spiking.network().topology();
    out.printf(
        Locale.ROOT,
        "network: %d inputs, %d neurons, %d outputs, %d parameters; share in the median %.2f, in"
            + " the mean %.2f%n",
        shape.inputs(),
        shape.hidden(),
        shape.outputs(),
        shape.parameters(),
        spiking.blend().median(),
        spiking.blend().mean());
  }

  private void costs(NetworkCosts c) {
    out.printf(
        Locale.ROOT,
        "footprint %d bytes (int8 weights: %d), connection sparsity %.3f, activation sparsity"
            + " %.3f%n",
        c.memory().footprint(),
        c.memory().footprintInt8(),
        c.memory().connectionSparsity(),
        c.activationSparsity());
    out.printf(
        Locale.ROOT,
        "a forecast of %d steps: %.0f spikes; synaptic operations %d dense, %d effective MACs, %.0f"
            + " effective ACs; %d neuron operations%n",
        c.steps(),
        c.spikes(),
        c.operations().dense(),
        c.operations().effMacs(),
        c.operations().effAcs(),
        c.operations().neuronOperations());
    for (NeuromorphicHardware energy : NeuromorphicHardware.values()) {
      out.printf(
          Locale.ROOT,
          "%s, estimated: %.0f nJ a forecast (%.1f pJ a synaptic operation, %.0f pJ a neuron"
              + " update; %s)%n",
          energy.hardware(),
          energy.nanojoules(c),
          energy.synapticOperationPj(),
          energy.neuronUpdatePj(),
          energy.source());
    }
    out.println(ESTIMATE);
  }

  private static void write(Path file, TrainedForecaster model, JsonWriter writer) {
    ForecastSettings settings = model.settings();
    writer
        .put("file", file.toString())
        .put("kind", JsonWriter.word(model.kind()))
        .put("featureSet", features(model))
        .put("from", model.from())
        .put("to", model.to())
        .put("stepMinutes", settings.slot().toMinutes())
        .put("horizonSteps", settings.horizon())
        .put("zone", settings.zone().getId());
    writer.exact("holidayShare", model.holidayShare());
    ValidationText.write(model, writer);
    if (model.chosen() instanceof SpikingForecaster spiking) {
      Optional<NetworkCosts> costs = costs(model, spiking);
      writer.in(
          "network",
          body -> {
            shape(spiking, body);
            if (costs.isPresent()) {
              costs(costs.get(), body);
            }
          });
    }
  }

  private static void shape(SpikingForecaster spiking, JsonWriter writer) {
    ResidualNetwork network = spiking.network();
    Topology shape = network.topology();
    writer
        .put("inputs", shape.inputs())
        .put("neurons", shape.hidden())
        .put("outputs", shape.outputs())
        .put("parameters", shape.parameters())
        .put("stepsPerHour", network.stepsPerHour())
        .exact("share", spiking.blend().median())
        .exact("meanShare", spiking.blend().mean());
  }

  private static void costs(NetworkCosts c, JsonWriter writer) {
    writer
        .put("steps", c.steps())
        .exact("spikesPerStep", c.spikes() / c.steps())
        .put("footprint", c.memory().footprint())
        .put("footprintInt8", c.memory().footprintInt8())
        .exact("connectionSparsity", c.memory().connectionSparsity())
        .exact("activationSparsity", c.activationSparsity())
        .in(
            "synapticOperations",
            operations ->
                operations
                    .put("dense", c.operations().dense())
                    .put("effMacs", c.operations().effMacs())
                    .exact("effAcs", c.operations().effAcs()))
        .put("neuronUpdates", c.operations().neuronUpdates())
        .put("neuronOperations", c.operations().neuronOperations())
        .put("energyNote", ESTIMATE)
        .each(
            "energyEstimates",
            List.of(NeuromorphicHardware.values()),
            (item, energy) ->
                item.put("hardware", energy.hardware())
                    .exact("nanojoules", energy.nanojoules(c))
                    .exact("synapticOperationPj", energy.synapticOperationPj())
                    .exact("neuronUpdatePj", energy.neuronUpdatePj())
                    .put("source", energy.source()));
  }

  /** Of one forecast over the whole horizon; empty without a record of spike counts. */
  private static Optional<NetworkCosts> costs(TrainedForecaster model, SpikingForecaster spiking) {
    return model
        .validation()
        .map(
            v -> NetworkCosts.of(spiking.network(), model.settings().horizon(), v.spikesPerStep()));
  }

  private static String features(TrainedForecaster model) {
    return FeatureSet.of(model.kind(), model.settings().weather()).id();
  }
}
