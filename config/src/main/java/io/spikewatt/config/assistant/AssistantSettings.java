package io.spikewatt.config.assistant;

import java.util.List;
import java.util.Optional;

/**
 * Settings of the assistant: who may look, propose and approve.
 *
 * @param switches what is on
 * @param listening whose requests are answered
 * @param clients at least one, names unique
 * @param approvers people who may approve proposals, names unique
 * @param budgets of each client
 * @param model endpoint that {@code spikewatt ask} talks to; empty = it answers by rules alone
 * @param shareWith hosts beyond this network that the site's data may be sent to
 */
public record AssistantSettings(
    Switches switches,
    Listening listening,
    List<AssistantClient> clients,
    List<AssistantApprover> approvers,
    AssistantBudgets budgets,
    Optional<ModelEndpoint> model,
    List<String> shareWith) {

  public AssistantSettings {
    clients = List.copyOf(clients);
    approvers = List.copyOf(approvers);
    shareWith = List.copyOf(shareWith);
  }

  /**
   * True if a client may propose this command. The guard decides whether it is executed.
   *
   * @param command its name, such as {@code ev/car1}
   */
  public boolean mayPropose(String command) {
    String word = command.split("/", 2)[0];
    return clients.stream().anyMatch(client -> client.propose().contains(word));
  }

  /**
   * @param enabled false = every request is refused
   * @param shadow true = proposals are judged, approved and recorded, and never executed
   */
  public record Switches(boolean enabled, boolean shadow) {}

  /**
   * @param reach machines whose requests are answered
   * @param allowedOrigins web pages whose requests are answered, as browsers name them in the
   *     header Origin; empty = requests of web pages are refused
   */
  public record Listening(Reach reach, List<String> allowedOrigins) {
    public Listening {
      allowedOrigins = List.copyOf(allowedOrigins);
    }
  }

  /** Machines whose requests are answered. */
  public enum Reach {
    /** This one. */
    LOOPBACK,
    /** Those that reach the page. */
    PAGE
  }
}
