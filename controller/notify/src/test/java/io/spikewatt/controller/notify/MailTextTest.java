package io.spikewatt.controller.notify;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.NotifyTarget;
import io.spikewatt.config.site.NotifyTarget.Encryption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MailTextTest {

  private static final NotifyTarget.Email TARGET =
      new NotifyTarget.Email(
          new NotifyTarget.Choice("email", NotifyTarget.Least.WARNING, true),
          new NotifyTarget.MailServer(
              "localhost",
              25,
              Encryption.NONE,
              Optional.empty(),
              Optional.empty(),
              Optional.empty()),
          "house@example.org",
          List.of("me@example.org", "you@example.org"));

  private static List<String> lines(Notification message) {
    byte[] mail = MailText.of(TARGET, message, Instant.parse("2026-11-30T09:08:07Z"));
    return new String(mail, US_ASCII).lines().toList();
  }

  @Test
  void headers_are_the_same_for_a_message_sent_twice() {
    Notification message = new Notification("test", false, "home: test", "text", "{}");
    assertEquals(lines(message), lines(message));
    assertTrue(lines(message).contains("Subject: home: test"));
    assertTrue(lines(message).contains("Date: Mon, 30 Nov 2026 09:08:07 +0000"));
    assertTrue(lines(message).contains("From: Spikewatt <house@example.org>"));
  }

  /** Even if such a text came past {@link PlainText}. */
  @Test
  void no_subject_and_no_text_becomes_a_header_or_a_command() {
    String evil = "a\r\nBcc: x@example.org\r\n\r\n.\r\nMAIL FROM:<x@example.org>\r\n";
    List<String> lines = lines(new Notification("test", false, evil, evil + "\n.\n", evil));
    assertEquals(
        List.of(
            "From",
            "To",
            " you@example.org",
            "Subject",
            " =?utf-8?B?",
            "Date",
            "Message-ID",
            "Auto-Submitted",
            "MIME-Version",
            "Content-Type",
            "Content-Transfer-Encoding"),
        lines.stream()
            .takeWhile(line -> !line.isEmpty())
            .map(line -> line.startsWith(" =?") ? " =?utf-8?B?" : line.replaceAll(":.*", ""))
            .toList());
    assertTrue(lines.stream().allMatch(line -> line.length() <= 78), lines::toString);
    assertTrue(
        lines.stream()
            .dropWhile(line -> !line.isEmpty())
            .allMatch(line -> line.matches("[A-Za-z0-9+/=]*")),
        lines::toString);
  }

  @Test
  void what_is_no_ascii_is_encoded_in_words_of_at_most_75_characters() {
    String encoded = MailText.encoded("Haus: Größe überschritten 😀 ".repeat(5));
    for (String word : encoded.split("\r\n ", -1)) {
      assertTrue(word.matches("=\\?utf-8\\?B\\?[A-Za-z0-9+/=]+\\?="), word);
      assertTrue(word.length() <= 75, word);
    }
    assertTrue(MailText.encoded("=?utf-8?Q?x?=").startsWith("=?utf-8?B?"));
  }
}
