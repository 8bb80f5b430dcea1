package io.spikewatt.controller.notify;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.spikewatt.config.site.NotifyTarget;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A mail as RFC 5322 and MIME have it: one part of plain text. Subject and text are encoded, so
 * nothing in them can become a header or a command.
 */
final class MailText {

  /** Bytes of text in an encoded word of RFC 2047, whose line has at most 76 characters. */
  private static final int WORD_BYTES = 39;

  private static final Pattern HARMLESS = Pattern.compile("[\\x20-\\x7e&&[^=?]]{1,60}");
  private static final int ID_BYTES = 12;

  private MailText() {}

  /** All bytes of a mail, its lines ended by CR LF. */
  static byte[] of(NotifyTarget.Email target, Notification message, Instant made) {
    List<String> headers =
        List.of(
            "From: Spikewatt <" + target.from() + ">",
            "To: " + String.join(",\r\n ", target.to()),
            "Subject: " + encoded(message.subject()),
            "Date: " + date(made),
            "Message-ID: <" + id(message, made) + "@" + domain(target.from()) + ">",
            "Auto-Submitted: auto-generated",
            "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: base64");
    ByteArrayOutputStream mail = new ByteArrayOutputStream();
    mail.writeBytes((String.join("\r\n", headers) + "\r\n\r\n").getBytes(US_ASCII));
    String text = message.text().replace("\n", "\r\n") + "\r\n";
    mail.writeBytes(Base64.getMimeEncoder().encode(text.getBytes(UTF_8)));
    mail.writeBytes("\r\n".getBytes(US_ASCII));
    return mail.toByteArray();
  }

  private static String date(Instant made) {
    return DateTimeFormatter.RFC_1123_DATE_TIME
        .format(made.atOffset(ZoneOffset.UTC))
        .replace("GMT", "+0000");
  }

  /** Plain where that is safe, else as words of base64. */
  static String encoded(String text) {
    if (HARMLESS.matcher(text).matches()) {
      return text;
    }
    List<String> words = new ArrayList<>();
    String rest = text;
    while (!rest.isEmpty()) {
      String word = PlainText.bytes(rest, WORD_BYTES);
      words.add("=?utf-8?B?" + Base64.getEncoder().encodeToString(word.getBytes(UTF_8)) + "?=");
      rest = rest.substring(word.length());
    }
    return String.join("\r\n ", words);
  }

  /** The same for the same message, so that one that was sent twice is shown once. */
  private static String id(Notification message, Instant made) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest((made + message.document()).getBytes(UTF_8));
      return HexFormat.of().formatHex(hash, 0, ID_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has it", e);
    }
  }

  private static String domain(String address) {
    return address.substring(address.indexOf('@') + 1);
  }
}
