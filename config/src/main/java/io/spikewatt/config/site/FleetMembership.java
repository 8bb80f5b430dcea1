package io.spikewatt.config.site;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * A gateway's membership in a fleet.
 *
 * @param broker the fleet's, {@code ssl://host:port}
 * @param root first topic level(s) of the fleet
 * @param coordinator common name of the coordinator's certificate
 * @param member common name of the gateway's own certificate
 * @param climate coarse group of the place; empty = none is said
 * @param files certificates and keys
 * @param consent data that may leave the gateway
 * @param commands permitted to the fleet's operator
 */
public record FleetMembership(
    String broker,
    String root,
    String coordinator,
    String member,
    String climate,
    FleetFiles files,
    FleetConsent consent,
    FleetCommands commands) {

  /** PEM files of the authority, own certificate and its key; DER Ed25519 key that signs models. */
  public record FleetFiles(
      String caFile, String certificateFile, String keyFile, String coordinatorKeyFile) {}

  /**
   * @param shares kinds of data that may leave the gateway; empty = none
   * @param purpose why, in the words of who agreed; empty without a share
   * @param epsilonPerMonth privacy that rounds may spend in a calendar month; empty = no limit
   * @param hours when rounds are taken part in
   */
  public record FleetConsent(
      Set<FleetShare> shares, String purpose, OptionalDouble epsilonPerMonth, RoundHours hours) {
    public FleetConsent {
      shares = Set.copyOf(shares);
    }

    /** Whether a kind of data may leave the gateway. */
    public boolean covers(FleetShare share) {
      return shares.contains(share);
    }
  }

  /**
   * @param allowed names of commands that the fleet's operator may give; empty = none
   * @param keyFile Ed25519 key that the operator signs commands with, PEM; there if any is allowed
   */
  public record FleetCommands(Set<String> allowed, Optional<String> keyFile) {

    /** No command is taken from the fleet. */
    public static final FleetCommands NONE = new FleetCommands(Set.of(), Optional.empty());

    public FleetCommands {
      allowed = Set.copyOf(allowed);
    }

    /** Whether a command may be given, by its name as in a topic: its first word decides. */
    public boolean permit(String name) {
      return allowed.contains(CommandRights.command(name).split("/", 2)[0]);
    }
  }

  /** A kind of data that may leave the gateway. */
  public enum FleetShare {
    /** Updates of a model's weights, masked. */
    MODELS,
    /** Means of quarter hours. */
    RECORDS,
    /** Open alarms by code, mode, version, models in use and privacy spent; no measurements. */
    ALARMS
  }

  /** When rounds are taken part in. */
  public enum RoundHours {
    /** From 22 to 6 o'clock, local time. */
    NIGHT,
    ANY
  }
}
