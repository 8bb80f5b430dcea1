package io.spikewatt.controller.assistant.audit;

import java.io.IOException;

/** Where an assistant's audit goes. */
public interface AuditTrail {

  /**
   * Appends a record.
   *
   * @param durable whether it is on disk when this returns
   * @return the record, which the next one continues
   * @throws IOException if it cannot be written; then what it is about must not happen
   */
  AuditHead append(AuditEntry entry, boolean durable) throws IOException;
}
