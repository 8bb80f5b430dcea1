package io.spikewatt.inference.nir;

import io.spikewatt.inference.feature.Standardiser;
import io.spikewatt.inference.learnt.LinearBase;
import io.spikewatt.inference.learnt.NetworkBlend;
import io.spikewatt.inference.learnt.NetworkInputs;
import io.spikewatt.inference.learnt.SpikingForecaster;
import io.spikewatt.inference.learnt.TrainedForecaster;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Information for a person who feeds an exported network and reads its outputs: names and scaling
 * of the inputs, meaning of the outputs and their place in a forecast. Informative: readers ignore
 * it.
 */
public final class NirDescription {

  /** What {@link NetworkInputs} adds to the features, in its order. */
  static final List<String> BASE_INPUTS =
      List.of(
          "base_median",
          "lead_squared_minus_median",
          "hour_squared_minus_median",
          "lead_squared_minus_lead_absolute",
          "base_mean_minus_median");

  private NirDescription() {}

  /** Metadata of the network of a trained forecaster. */
  public static Map<String, MetaValue> of(TrainedForecaster model, SpikingForecaster spiking) {
    Map<String, MetaValue> all = new LinkedHashMap<>(training(model));
    all.putAll(inputs(spiking.base(), spiking.network().inputs()));
    all.putAll(outputs(spiking.blend()));
    return all;
  }

  private static Map<String, MetaValue> training(TrainedForecaster model) {
    Map<String, MetaValue> all = new LinkedHashMap<>();
    text(all, "description", "residual of a linear load or PV forecast, one step a slot");
    text(all, "kind", model.kind().name().toLowerCase(Locale.ROOT));
    text(all, "trained_from", model.from().toString());
    text(all, "trained_to", model.to().toString());
    number(all, "steps", model.settings().horizon());
    number(all, "slot_minutes", (double) model.settings().slot().toMinutes());
    text(all, "state", "all zero at the first step of a forecast");
    return all;
  }

  private static Map<String, MetaValue> inputs(LinearBase base, NetworkInputs inputs) {
    Map<String, MetaValue> all = new LinkedHashMap<>();
    // What only some sites have, the weather, enters the linear models alone.
    int shared = base.features().shared();
    List<String> names = new ArrayList<>(base.features().names().subList(0, shared));
    names.addAll(BASE_INPUTS);
    text(all, "feature_set", base.features().id());
    all.put("inputs", new MetaValue.Texts(names));
    text(
        all,
        "input_scaling",
        "features: (x - feature_mean) / feature_deviation, cut at +-%s; base_median: (x -"
                .formatted(Standardiser.CLIP)
            + " base_mean) / base_deviation; differences: / residual_unit; all of them cut at +-6;"
            + " load or PV / scale before");
    all.put("feature_mean", numbers(Arrays.copyOf(base.standardiser().mean(), shared)));
    all.put("feature_deviation", numbers(Arrays.copyOf(base.standardiser().deviation(), shared)));
    number(all, "base_mean", inputs.mean());
    number(all, "base_deviation", inputs.deviation());
    number(all, "residual_unit", inputs.residual());
    number(all, "scale", base.scale());
    return all;
  }

  private static Map<String, MetaValue> outputs(NetworkBlend networkBlend) {
    Map<String, MetaValue> all = new LinkedHashMap<>();
    all.put("outputs", new MetaValue.Texts(List.of("p10", "p50", "p90", "mean")));
    text(
        all,
        "output_decoding",
        "p10, p50, p90: base median + residual_unit y; mean: base mean + residual_unit y; times"
            + " scale; blended with the linear forecast by the shares");
    number(all, "share_median", networkBlend.median());
    number(all, "share_mean", networkBlend.mean());
    number(all, "spread", networkBlend.spread());
    return all;
  }

  private static void text(Map<String, MetaValue> all, String name, String value) {
    all.put(name, new MetaValue.Text(value));
  }

  private static void number(Map<String, MetaValue> all, String name, double value) {
    all.put(name, new MetaValue.Scalar(value));
  }

  private static MetaValue numbers(float[] values) {
    return new MetaValue.Numbers(NirExport.doubles(values, 0, values.length));
  }
}
