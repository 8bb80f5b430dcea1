package io.spikewatt.controller.asset;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * All assets at one moment; {@link #of} sorts them by their term in the balance.
 *
 * @param all in the configuration's order
 * @param byTerm a group for each term, with its sum
 */
public record AssetStates(List<AssetState> all, Map<BalanceTerm, AssetGroup> byTerm) {

  /** States of assets, in the configuration's order. */
  public static AssetStates of(List<? extends AssetState> all) {
    Map<BalanceTerm, AssetGroup> byTerm = new EnumMap<>(BalanceTerm.class);
    for (BalanceTerm term : BalanceTerm.values()) {
      byTerm.put(term, AssetGroup.of(all.stream().filter(each -> each.term() == term).toList()));
    }
    return new AssetStates(List.copyOf(all), byTerm);
  }

  public AssetGroup group(BalanceTerm term) {
    return Objects.requireNonNull(byTerm.get(term));
  }

  public Optional<AssetState> find(String id) {
    return all.stream().filter(asset -> asset.id().equals(id)).findFirst();
  }

  public <S extends AssetState> List<S> each(Class<S> kind) {
    return all.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** These with newer states in the place of those of the same id. */
  public AssetStates with(List<? extends AssetState> newer) {
    Map<String, AssetState> byId =
        newer.stream().collect(Collectors.toMap(AssetState::id, Function.identity()));
    return of(all.stream().map(old -> byId.getOrDefault(old.id(), old)).toList());
  }
}
