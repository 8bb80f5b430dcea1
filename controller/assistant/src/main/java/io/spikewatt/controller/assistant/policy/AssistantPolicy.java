package io.spikewatt.controller.assistant.policy;

import io.spikewatt.config.assistant.AssistantBudgets;
import io.spikewatt.config.assistant.AssistantClient;
import io.spikewatt.config.assistant.AssistantSettings;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Which client may read, propose and have executed what, as data. Not listed means denied. Has no
 * side effects.
 *
 * @param switches of the configuration
 * @param budgets of each client
 * @param clients by name
 * @param commands names of the commands that the gateway has for proposals, such as {@code
 *     ev/car1}; none of them raises a limit or touches the configuration
 */
public record AssistantPolicy(
    AssistantSettings.Switches switches,
    AssistantBudgets budgets,
    Map<String, AssistantClient> clients,
    Set<String> commands) {

  public AssistantPolicy {
    clients = Map.copyOf(clients);
    commands = Set.copyOf(commands);
  }

  public static AssistantPolicy of(AssistantSettings settings, Set<String> commands) {
    return new AssistantPolicy(
        settings.switches(),
        settings.budgets(),
        settings.clients().stream()
            .collect(Collectors.toMap(AssistantClient::name, Function.identity())),
        commands);
  }

  /**
   * The same without the clients that are locked out: what they proposed is not executed either.
   */
  public AssistantPolicy only(Set<String> admitted) {
    Map<String, AssistantClient> left = new TreeMap<>(clients);
    left.keySet().retainAll(admitted);
    return new AssistantPolicy(switches, budgets, left, commands);
  }

  /** Why a client may not call a tool that reads; empty = it may. */
  public Optional<String> refusalOfRead(String client, String tool) {
    AssistantClient rights = clients.get(client);
    return refusal(
        rights != null && rights.mayRead(tool),
        "the policy does not list this tool for the client");
  }

  /** Why a client may not propose a command; empty = it may. */
  public Optional<String> refusalOfProposal(String client, String command) {
    AssistantClient rights = clients.get(client);
    return refusal(
        rights != null && commands.contains(command) && rights.propose().contains(word(command)),
        "the policy does not list this command for proposals of the client");
  }

  /** Why an approved proposal of a client would not be executed; empty = it would. */
  public Optional<String> refusalOfExecution(String client, String command) {
    AssistantClient rights = clients.get(client);
    return refusal(
        refusalOfProposal(client, command).isEmpty()
            && rights != null
            && rights.act().contains(word(command)),
        "the policy lets the client propose this command only");
  }

  /** Names in the policy that no tool has: typing errors, which deny more than was meant. */
  public Set<String> unknownTools(Set<String> tools) {
    Set<String> unknown = new TreeSet<>();
    clients.values().forEach(client -> unknown.addAll(client.read()));
    unknown.removeAll(tools);
    unknown.remove(AssistantClient.EVERY);
    return unknown;
  }

  private static String word(String command) {
    return command.split("/", 2)[0];
  }

  private static Optional<String> refusal(boolean permitted, String text) {
    return permitted ? Optional.empty() : Optional.of(text);
  }
}
