package io.spikewatt.config.load;

import io.spikewatt.config.site.NotificationSettings;
import io.spikewatt.config.site.NotifyTarget;
import io.spikewatt.config.site.NotifyTarget.Encryption;
import io.spikewatt.config.site.NotifyTarget.Least;
import java.nio.file.Path;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Keys of notifications and their targets. */
final class NotifyKeys {

  private static final Key<LocalTime> SUMMARY_AT =
      Key.optional(
          "summary-at",
          ValueTypes.time(false),
          "no summary is sent",
          "local time at which the summary of yesterday is sent");
  private static final Key<LocalTime> QUIET_FROM =
      Key.optional(
          "quiet-from",
          ValueTypes.time(false),
          "no quiet hours",
          "local time from which only errors are sent; the rest waits until quiet-to");
  private static final Key<LocalTime> QUIET_TO =
      Key.optional("quiet-to", ValueTypes.time(false), "no quiet hours", "goes with quiet-from");

  private static final Key<String> NAME =
      Key.optional(
          "name",
          ValueTypes.text("lower-case letters, digits and -", "[a-z0-9-]{1,32}"),
          "email, ntfy or webhook, with a number from the second on",
          "unique; names the target in status and log");
  private static final Key<Least> AT_LEAST =
      Key.choice("at-least", Least.WARNING, "least severity of the alarms that are sent");
  private static final Key<Boolean> SUMMARY =
      Key.flag("summary", true, "false = without the daily summary");

  private static final String ADDRESS =
      "[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9]([A-Za-z0-9.-]{0,252}[A-Za-z0-9])?";
  private static final Key<String> EMAIL =
      Key.required(
          "email",
          ValueTypes.text(
              "1 to 10 addresses such as \"me@example.org, you@example.org\"",
              ADDRESS + "( *, *" + ADDRESS + "){0,9}"),
          "e-mail by SMTP: addresses of the recipients");
  private static final Key<String> FROM =
      Key.required(
          "from",
          ValueTypes.text("an address such as house@example.org", ADDRESS),
          "address of the sender, as the mail server permits it");
  private static final Key<String> SERVER =
      Key.required("server", ConnectionKinds.HOST_TYPE, "host of the mail server");
  private static final Key<Integer> PORT =
      Key.optional(
          "port",
          ValueTypes.whole("TCP port", 1, 65_535),
          "587 for starttls, 465 for tls, 25 for none",
          "TCP port");
  private static final Key<Encryption> ENCRYPTION =
      Key.choice(
          "encryption",
          Encryption.STARTTLS,
          "tls = from the first byte; none only for a server on this machine");

  private static final Key<String> NTFY =
      Key.required(
          "ntfy",
          ValueTypes.text(
              "an address such as https://ntfy.sh, without a path", HttpTexts.ORIGIN + "/?"),
          "ntfy: address of the server");
  private static final Key<String> TOPIC =
      Key.required(
          "topic",
          ValueTypes.text("1 to 64 letters, digits, _ and -", "[A-Za-z0-9_-]{1,64}"),
          "topic; on a public server anyone who knows it can read it, so choose one that cannot be"
              + " guessed");
  private static final Key<String> WEBHOOK =
      Key.required(
          "webhook",
          ValueTypes.text(
              "an address such as https://example.org/hook, without a user",
              HttpTexts.ORIGIN + "(/[\\x21-\\x7E&&[^#\"<>\\\\^`{|}]]*)?"),
          "webhook: address that receives a JSON document by POST");
  private static final Key<String> HEADER =
      Key.withDefault(
          "header",
          ValueTypes.text(
              "Authorization, or a name of letters, digits and - that no protocol uses",
              HttpTexts.HEADER),
          "Authorization",
          "header of the token; Authorization holds it after the word Bearer");

  static final List<SectionVariant<NotifyTarget>> TARGET_KINDS =
      List.of(
          new SectionVariant<>(
              NotifyTarget.Email.class,
              Section.of(
                  "email",
                  "E-mail by SMTP.",
                  EMAIL,
                  FROM,
                  SERVER,
                  PORT,
                  ENCRYPTION,
                  FileKeys.USER,
                  FileKeys.PASSWORD_FILE,
                  FileKeys.SERVER_CA_FILE,
                  NAME,
                  AT_LEAST,
                  SUMMARY),
              (v, dir) ->
                  new NotifyTarget.Email(
                      choice(v),
                      new NotifyTarget.MailServer(
                          v.get(SERVER),
                          v.find(PORT).orElse(v.get(ENCRYPTION).usualPort()),
                          v.get(ENCRYPTION),
                          v.find(FileKeys.USER),
                          FileKeys.file(v, FileKeys.PASSWORD_FILE, dir),
                          FileKeys.file(v, FileKeys.SERVER_CA_FILE, dir)),
                      v.get(FROM),
                      List.of(v.get(EMAIL).split(" *, *", -1)))),
          new SectionVariant<>(
              NotifyTarget.Ntfy.class,
              Section.of(
                  "ntfy",
                  "A topic of an ntfy server.",
                  NTFY,
                  TOPIC,
                  FileKeys.TOKEN_FILE,
                  FileKeys.SERVER_CA_FILE,
                  NAME,
                  AT_LEAST,
                  SUMMARY),
              (v, dir) ->
                  new NotifyTarget.Ntfy(
                      choice(v),
                      v.get(NTFY),
                      v.get(TOPIC),
                      FileKeys.file(v, FileKeys.TOKEN_FILE, dir),
                      FileKeys.file(v, FileKeys.SERVER_CA_FILE, dir))),
          new SectionVariant<>(
              NotifyTarget.Webhook.class,
              Section.of(
                  "webhook",
                  "A JSON document by POST.",
                  WEBHOOK,
                  HEADER,
                  FileKeys.TOKEN_FILE,
                  FileKeys.SERVER_CA_FILE,
                  NAME,
                  AT_LEAST,
                  SUMMARY),
              (v, dir) ->
                  new NotifyTarget.Webhook(
                      choice(v),
                      v.get(WEBHOOK),
                      v.get(HEADER),
                      FileKeys.file(v, FileKeys.TOKEN_FILE, dir),
                      FileKeys.file(v, FileKeys.SERVER_CA_FILE, dir))));

  private static final Section TARGETS =
      Section.of("targets", "Recipients of notifications; one kind each.")
          .asRequired()
          .asList()
          .withVariants(SectionVariant.sections(TARGET_KINDS));

  static final Section NOTIFY =
      Section.of(
              "notify",
              "Alarms and a daily summary, sent to people; leave the section out for none.",
              SUMMARY_AT,
              QUIET_FROM,
              QUIET_TO)
          .withChildren(TARGETS);

  private NotifyKeys() {}

  /** Binds valid values; reports quiet hours with one end only. */
  static Optional<NotificationSettings> bind(
      SectionValues v, String language, Path directory, Problems problems) {
    Optional<LocalTime> from = v.find(QUIET_FROM);
    Optional<LocalTime> to = v.find(QUIET_TO);
    if (from.isPresent() != to.isPresent()) {
      String missing = from.isPresent() ? QUIET_TO.name() : QUIET_FROM.name();
      problems.addAt("notify." + missing, "quiet-from and quiet-to, or neither", "nothing");
      return Optional.empty();
    }
    return Optional.of(
        new NotificationSettings(
            language,
            v.find(SUMMARY_AT),
            from.map(begin -> new NotificationSettings.QuietHours(begin, to.orElseThrow())),
            targets(v, directory)));
  }

  private static List<NotifyTarget> targets(SectionValues v, Path directory) {
    List<NotifyTarget> targets = new ArrayList<>();
    for (SectionValues one : v.all(TARGETS)) {
      String kind = one.chosen().orElseThrow();
      NotifyTarget target = SectionVariant.bind(TARGET_KINDS, kind, one, directory);
      targets.add(
          one.find(NAME).isPresent() ? target : target.named(FileKeys.free(kind, names(targets))));
    }
    return targets;
  }

  private static List<String> names(List<NotifyTarget> targets) {
    return targets.stream().map(target -> target.choice().name()).toList();
  }

  private static NotifyTarget.Choice choice(SectionValues v) {
    return new NotifyTarget.Choice(v.find(NAME).orElse(""), v.get(AT_LEAST), v.get(SUMMARY));
  }
}
