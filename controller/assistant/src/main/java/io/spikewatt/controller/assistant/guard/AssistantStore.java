package io.spikewatt.controller.assistant.guard;

/** Where the state of an assistant's guard survives a restart. */
public interface AssistantStore {

  /** The state kept last; the first one where none was kept. */
  AssistantState load();

  /** Keeps a state; true = it is on disk. */
  boolean save(AssistantState state);
}
