package io.spikewatt.drivers.opcua;

import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Fault.Kind;
import java.util.concurrent.CompletionException;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.jspecify.annotations.Nullable;

/** Maps exceptions of the client library to faults. Has no side effects. */
final class MiloFaults {

  private MiloFaults() {}

  static Fault fault(@Nullable Throwable thrown) {
    Throwable cause = thrown;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause == null) {
      return Fault.of(Kind.UNREACHABLE, "no reason given");
    }
    StatusCode status = UaException.extractStatusCode(cause).orElse(StatusCode.BAD);
    if (status.value() == StatusCodes.Bad_SecurityChecksFailed) {
      // The library's message describes the internals of certificate paths.
      return Fault.of(
          Kind.UNREACHABLE,
          NodeValues.name(status)
              + ": one of the two sides does not trust the other's certificate");
    }
    String text = cause.getMessage();
    String name = NodeValues.name(status);
    String detail =
        text == null || text.isBlank()
            ? name
            : status.equals(StatusCode.BAD) ? text : name + ": " + text;
    return Fault.of(kind(status.value()), detail);
  }

  private static Kind kind(long status) {
    if (status == StatusCodes.Bad_Timeout || status == StatusCodes.Bad_RequestTimeout) {
      return Kind.TIMEOUT;
    }
    if (status == StatusCodes.Bad_UserAccessDenied
        || status == StatusCodes.Bad_IdentityTokenRejected
        || status == StatusCodes.Bad_SecurityPolicyRejected
        || status == StatusCodes.Bad_TooManyOperations
        || status == StatusCodes.Bad_ServiceUnsupported) {
      return Kind.REJECTED;
    }
    if (status == StatusCodes.Bad_DecodingError || status == StatusCodes.Bad_EncodingError) {
      return Kind.BAD_FRAME;
    }
    // Connection, channel and session faults in their many forms: a new session is the cure.
    return Kind.UNREACHABLE;
  }
}
