package io.spikewatt.fleet.order;

import io.spikewatt.controller.protocol.FleetOrder;
import io.spikewatt.controller.protocol.OrderRefusal;
import io.spikewatt.controller.protocol.SignedOrder;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A command of the operator to a group, signed for each gateway.
 *
 * @param terms the command
 * @param rules how it spreads
 * @param members in the order in which they get it
 */
public record GroupOrder(OrderTerms terms, RolloutRules rules, List<OrderMember> members) {

  /**
   * The command of an order.
   *
   * @param id of the order
   * @param command name as in a topic
   * @param value in JSON
   */
  public record OrderTerms(
      String id, String command, String value, Instant issuedAt, Instant expiresAt) {

    private FleetOrder to(String gateway, boolean dryRun) {
      return new FleetOrder(id, gateway, command, value, issuedAt, expiresAt, dryRun);
    }
  }

  /**
   * A gateway of the group.
   *
   * @param dryRun the order that it only judges
   * @param order the order that it carries out; empty where only a dry run was signed
   */
  public record OrderMember(String gateway, SignedOrder dryRun, Optional<SignedOrder> order) {}

  public GroupOrder {
    members = List.copyOf(members);
  }

  public boolean dryRunOnly() {
    return members.stream().allMatch(member -> member.order().isEmpty());
  }

  /**
   * Signs an order for each gateway.
   *
   * @param dryRunOnly whether nothing is signed that a gateway would carry out
   * @param key of the operator, Ed25519
   * @throws GeneralSecurityException if the key is another one
   * @throws OrderRefusal for a command or a value that no gateway could read
   */
  public static GroupOrder sign(
      OrderTerms terms,
      RolloutRules rules,
      List<String> gateways,
      boolean dryRunOnly,
      PrivateKey key)
      throws GeneralSecurityException, OrderRefusal {
    List<OrderMember> members = new ArrayList<>();
    for (String gateway : gateways) {
      FleetOrder dryRun = terms.to(gateway, true);
      byte[] _ = FleetOrder.decoded(dryRun.encoded()).payload();
      Optional<SignedOrder> order =
          dryRunOnly
              ? Optional.empty()
              : Optional.of(SignedOrder.sign(terms.to(gateway, false), key));
      members.add(new OrderMember(gateway, SignedOrder.sign(dryRun, key), order));
    }
    return new GroupOrder(terms, rules, members);
  }
}
