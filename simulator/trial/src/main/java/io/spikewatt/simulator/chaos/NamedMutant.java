package io.spikewatt.simulator.chaos;

import io.spikewatt.simulator.envelope.EnvelopeRule;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A broken controller with a name on the command line, and the sound one beside it. */
public sealed interface NamedMutant permits GateMutant, OrderMutant {

  static List<NamedMutant> all() {
    return Stream.<NamedMutant>concat(
            Stream.of(GateMutant.values()), Stream.of(OrderMutant.values()))
        .toList();
  }

  /** By its name on the command line. */
  static Optional<NamedMutant> named(String name) {
    return all().stream().filter(mutant -> mutant.toString().equals(name)).findFirst();
  }

  /** The rule that the recorder has to find broken. */
  EnvelopeRule broken();

  /** What breaks nothing: the sound controller, or a reckless one behind a sound gate. */
  ControllerMutation held();

  /** What breaks the rule. */
  ControllerMutation loose();
}
