package io.spikewatt.controller.assistant.mcp;

/** Errors of JSON-RPC and of the protocol, with the HTTP status of revision 2026-07-28. */
public enum McpError {
  PARSE_ERROR(-32700, 400),
  INVALID_REQUEST(-32600, 400),
  METHOD_NOT_FOUND(-32601, 404),
  INVALID_PARAMS(-32602, 400),
  HEADER_MISMATCH(-32020, 400),
  MISSING_CAPABILITY(-32021, 400),
  UNSUPPORTED_VERSION(-32022, 400),
  /** Understood, and not answered for now. */
  UNAVAILABLE(-32000, 503),
  TOO_MANY_REQUESTS(-32000, 429);

  final int code;
  final int status;

  McpError(int code, int status) {
    this.code = code;
    this.status = status;
  }

  /**
   * The status for a client of an older revision: its transport takes others than 200 for the
   * connection's failure, where the request was understood.
   */
  int legacyStatus() {
    return this == METHOD_NOT_FOUND || this == INVALID_PARAMS ? 200 : status;
  }
}
