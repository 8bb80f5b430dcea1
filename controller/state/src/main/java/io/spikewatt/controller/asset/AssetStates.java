package io.spikewatt.controller.asset;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
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
      byTerm.put(term, group(all, term));
    }
    return new AssetStates(List.copyOf(all), byTerm);
  }

  private static AssetGroup group(List<? extends AssetState> all, BalanceTerm term) {
    List<AssetState> of = new ArrayList<>();
    for (AssetState each : all) {
      if (each.term() == term) {
        of.add(each);
      }
    }
    return AssetGroup.of(of);
  }

  public AssetGroup group(BalanceTerm term) {
    return Objects.requireNonNull(byTerm.get(term));
  }

  public Optional<AssetState> find(String id) {
    for (AssetState asset : all) {
      if (asset.id().equals(id)) {
        return Optional.of(asset);
      }
    }
    return Optional.empty();
  }

  public <S extends AssetState> List<S> each(Class<S> kind) {
    return all.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** These with newer states in the place of those of the same id. */
  public AssetStates with(List<? extends AssetState> newer) {
    if (newer.isEmpty()) {
      return this;
    }
    Map<String, AssetState> byId =
        newer.stream().collect(Collectors.toMap(AssetState::id, Function.identity()));
    List<AssetState> states = new ArrayList<>(all.size());
    Set<BalanceTerm> changed = EnumSet.noneOf(BalanceTerm.class);
    for (AssetState old : all) {
      AssetState state = byId.get(old.id());
      states.add(state == null ? old : state);
      if (state != null) {
        changed.add(old.term());
        changed.add(state.term());
      }
    }
    Map<BalanceTerm, AssetGroup> groups = new EnumMap<>(byTerm);
    changed.forEach(term -> groups.put(term, group(states, term)));
    return new AssetStates(List.copyOf(states), groups);
  }
}
