package io.spikewatt.config.assistant;

/** A person who may approve proposals, and how that person is known. */
public sealed interface AssistantApprover {

  /** Unique; names the person in the audit. */
  String name();

  /** File that the person is known by. */
  String file();

  /**
   * A person who types a PIN on the page.
   *
   * @param file holds the PIN's salted hash
   */
  record ByPin(String name, String file) implements AssistantApprover {}

  /**
   * A person whose device signs messages.
   *
   * @param file public key of Ed25519, PEM
   */
  record ByKey(String name, String file) implements AssistantApprover {}
}
