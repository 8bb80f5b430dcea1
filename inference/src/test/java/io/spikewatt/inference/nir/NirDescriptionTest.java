package io.spikewatt.inference.nir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.spikewatt.inference.Synthetic;
import io.spikewatt.inference.feature.OriginRows;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.learnt.NetworkBlend;
import io.spikewatt.inference.learnt.NetworkInputs;
import io.spikewatt.inference.learnt.ResidualNetwork;
import io.spikewatt.inference.learnt.RidgeForecaster;
import io.spikewatt.inference.learnt.SpikingForecaster;
import io.spikewatt.inference.learnt.TrainedForecaster;
import io.spikewatt.inference.linear.BaseForecast;
import io.spikewatt.inference.linear.StackMember;
import io.spikewatt.inference.spike.Topology;
import io.spikewatt.inference.spike.Weights;
import io.spikewatt.inference.train.Quick;
import io.spikewatt.inference.tree.BoostedTrees;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NirDescriptionTest {

  @Test
  void everyInputOfTheNetworkHasANameAndEveryFeatureItsScaling() {
    TrainedForecaster trained =
        Quick.train(Synthetic.load(28, 7), SeriesKind.LOAD, ForecastSettings.of(ZoneId.of("UTC")));
    RidgeForecaster ridge =
        switch (trained.chosen()) {
          case RidgeForecaster chosen -> chosen;
          case SpikingForecaster chosen -> chosen.ridge();
          default -> throw new AssertionError("the synthetic workplace must be learnt");
        };
    int features = ridge.base().features().shared();
    Topology shape = new Topology(NetworkInputs.count(features), 8, ResidualNetwork.OUTPUTS);
    SpikingForecaster spiking =
        new SpikingForecaster(
            ridge,
            new ResidualNetwork(
                Weights.initial(shape, new SplittableRandom(1)), new NetworkInputs(1, 2, 3), 4),
            new NetworkBlend(0.5, 0.25, 1.2));
    Map<String, MetaValue> said = NirDescription.of(trained, spiking);
    assertEquals(
        shape.inputs(),
        assertInstanceOf(MetaValue.Texts.class, said.get("inputs")).values().size());
    assertEquals(
        shape.outputs(),
        assertInstanceOf(MetaValue.Texts.class, said.get("outputs")).values().size());
    for (String name : new String[] {"feature_mean", "feature_deviation"}) {
      assertEquals(
          features, assertInstanceOf(MetaValue.Numbers.class, said.get(name)).values().length);
    }
    assertEquals(new MetaValue.Scalar(144), said.get("steps"));
    assertEquals(new MetaValue.Scalar(15), said.get("slot_minutes"));
    assertEquals(new MetaValue.Scalar(2), said.get("base_deviation"));
    assertEquals(new MetaValue.Scalar(0.25), said.get("share_mean"));
  }

  @Test
  void theNetworkSeesEveryInputCutWhereTheDescriptionSays() {
    OriginRows rows = new OriginRows(0, 1, 1, 1);
    rows.x()[0] = 7.5f;
    float[][] members = new float[StackMember.COUNT][];
    Arrays.fill(members, new float[] {-100});
    BaseForecast base =
        new BaseForecast(members, new float[] {50}, new float[] {99}, new BoostedTrees.Room(1));
    float[] x = new NetworkInputs(1, 1, 1).of(rows, base);
    assertArrayEquals(new float[] {6, 6, -6, -6, 0, 6}, x);
  }
}
