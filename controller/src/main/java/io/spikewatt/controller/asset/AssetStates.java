package io.spikewatt.controller.asset;

import io.spikewatt.controller.asset.SourceState.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * All assets at one moment; {@link #of} sorts them by kind.
 *
 * @param all in the configuration's order
 * @param gensets their sum is that of those that are measured
 */
public record AssetStates(
    List<AssetState> all,
    AssetGroup<SourceState> pv,
    AssetGroup<SourceState> wind,
    AssetGroup<BatteryState> batteries,
    AssetGroup<EvState> evs,
    AssetGroup<ComputeState> computes,
    AssetGroup<GensetState> gensets) {

  /**
   * These assets.
   *
   * @param all in the configuration's order
   */
  public static AssetStates of(List<? extends AssetState> all) {
    List<SourceState> sources = each(SourceState.class, all);
    List<GensetState> gensets = each(GensetState.class, all);
    return new AssetStates(
        List.copyOf(all),
        AssetGroup.of(sources.stream().filter(s -> s.kind() == Kind.PV).toList()),
        AssetGroup.of(sources.stream().filter(s -> s.kind() == Kind.WIND).toList()),
        AssetGroup.of(each(BatteryState.class, all)),
        AssetGroup.of(each(EvState.class, all)),
        AssetGroup.of(each(ComputeState.class, all)),
        AssetGroup.of(gensets, gensets.stream().filter(GensetState::isMeasured)));
  }

  private static <S extends AssetState> List<S> each(
      Class<S> kind, List<? extends AssetState> all) {
    return all.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** The asset of an id. */
  public Optional<AssetState> find(String id) {
    return all.stream().filter(asset -> asset.id().equals(id)).findFirst();
  }

  /** These with newer states in the place of those of the same id. */
  public AssetStates with(List<? extends AssetState> newer) {
    Map<String, AssetState> byId =
        newer.stream().collect(Collectors.toMap(AssetState::id, Function.identity()));
    return of(all.stream().map(old -> byId.getOrDefault(old.id(), old)).toList());
  }
}
