package io.spikewatt.controller.update;

/** How far an action of the update server is. An action is one version assigned to this gateway. */
sealed interface ActionState {

  /** No action is open. */
  record Waiting() implements ActionState {}

  /**
   * The package is on disk and was checked.
   *
   * @param action id at the server
   * @param attempts installations that were begun, each cut off by a power cut
   */
  record Stored(String action, int attempts) implements ActionState {}

  /**
   * The installer runs, or was cut off.
   *
   * @param version expected after it
   * @param healthyBefore whether the daemon controlled before, so that it has to afterwards
   * @param attempts this one included
   */
  record Installing(String action, String version, boolean healthyBefore, int attempts)
      implements ActionState {}

  /**
   * The action is over.
   *
   * @param detail sentence for the server's operator
   * @param reported whether the server has it
   */
  record Ended(String action, boolean success, String detail, boolean reported)
      implements ActionState {

    Ended asReported(boolean value) {
      return new Ended(action, success, detail, value);
    }
  }
}
