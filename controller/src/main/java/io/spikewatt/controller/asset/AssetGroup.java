package io.spikewatt.controller.asset;

import java.util.List;
import java.util.stream.Stream;

/**
 * The assets of one kind.
 *
 * @param each in the configuration's order
 * @param powerW their sum, W, positive into the site's bus
 */
public record AssetGroup<S extends AssetState>(List<S> each, Estimate powerW) {

  static <S extends AssetState> AssetGroup<S> of(List<S> each) {
    return of(each, each.stream());
  }

  static <S extends AssetState> AssetGroup<S> of(List<S> each, Stream<S> summed) {
    return new AssetGroup<>(
        List.copyOf(each), Estimate.sum(summed.map(AssetState::powerW).toList()));
  }
}
