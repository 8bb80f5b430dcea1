package io.spikewatt.simulator.chaos;

import io.spikewatt.config.words.EnergyPrice;
import io.spikewatt.config.words.FormattedNumber;
import io.spikewatt.config.words.Phrase;
import io.spikewatt.simulator.envelope.ClaimPredicates;
import io.spikewatt.simulator.envelope.SpokenClaim;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Splits a text for people into its claims. */
final class SpokenText {

  /** Part for batteries whose measured power differs from their setpoint. */
  private static final String MEASURED = "sentence.measured";

  private SpokenText() {}

  /** Claims of a phrase and of the phrases in it. */
  static List<SpokenClaim> claims(Phrase phrase) {
    List<SpokenClaim> claims = new ArrayList<>();
    if (ClaimPredicates.keys().contains(phrase.key())) {
      claims.add(new SpokenClaim(phrase.key(), values(phrase)));
    }
    for (Map.Entry<String, ?> entry : phrase.values().entrySet()) {
      if (entry.getValue() instanceof Phrase part && isClaimed(phrase, entry.getKey())) {
        claims.addAll(claims(part));
      }
    }
    return claims;
  }

  /** Excludes setpoint and reason of a lagging battery, which are not true yet. */
  private static boolean isClaimed(Phrase whole, String place) {
    boolean lags = whole.values().get("does") instanceof Phrase does && does.key().equals(MEASURED);
    return whole.key().equals(MEASURED) ? place.equals("measured") : !(lags && place.equals("why"));
  }

  private static Map<String, String> values(Phrase phrase) {
    Map<String, String> values = new HashMap<>();
    phrase.values().forEach((place, value) -> values.put(place, word(value)));
    return values;
  }

  private static String word(Object value) {
    return switch (value) {
      case FormattedNumber figure ->
          String.valueOf(figure.value() * (figure.format().contains("kW") ? 1000 : 1));
      case EnergyPrice price -> String.valueOf(price.perKwh());
      case Phrase source when source.values().get("source") instanceof Phrase named ->
          named.key().substring(named.key().lastIndexOf('.') + 1);
      case Phrase part -> part.key();
      default -> value.toString();
    };
  }
}
