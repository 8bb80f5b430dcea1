package io.spikewatt.controller.update;

import java.io.IOException;

/** The server answered a request with another status than expected. */
final class RefusedRequest extends IOException {

  private static final long serialVersionUID = 1L;

  private final int status;

  RefusedRequest(int status, String message) {
    super(message);
    this.status = status;
  }

  /** Whether the server knows no such action, or knows it as over. */
  boolean actionIsGone() {
    return status == 404 || status == 410;
  }
}
