package io.spikewatt.config.load;

import io.spikewatt.config.check.TariffRules;
import io.spikewatt.config.site.NetworkFees;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Loads files of network fees. */
final class NetworkFeesLoader {

  private NetworkFeesLoader() {}

  /** Result of loading a file of network fees. */
  sealed interface LoadedFees {

    /**
     * Fees for which every rule holds.
     *
     * @param currency ISO 4217 code
     */
    record Ok(NetworkFees fees, String currency) implements LoadedFees {}

    /** All problems, at least one, by line. */
    record Failed(List<Problem> problems) implements LoadedFees {
      public Failed {
        problems = List.copyOf(problems);
      }
    }
  }

  static LoadedFees load(Path file) {
    Problems problems = new Problems(file.toString());
    Optional<SectionValues> values =
        TextFile.read(file, problems)
            .flatMap(bytes -> TextFile.decode(bytes, problems))
            .flatMap(text -> YamlParser.parse(text, problems))
            .map(tree -> new Validator(problems).file(NetworkFeeKeys.FILE, tree))
            .filter(SectionValues::sound);
    Optional<NetworkFees> fees =
        values.map(
            v ->
                NetworkFeeKeys.bind(
                    v.all(NetworkFeeKeys.NETWORK_FEES),
                    Optional.of(file.toAbsolutePath().normalize().toString())));
    problems.addAt(fees.map(found -> TariffRules.fees(found, "").toList()).orElse(List.of()));
    return problems.count() == 0 && fees.isPresent()
        ? new LoadedFees.Ok(fees.get(), values.orElseThrow().get(TariffKeys.CURRENCY))
        : new LoadedFees.Failed(problems.all());
  }
}
