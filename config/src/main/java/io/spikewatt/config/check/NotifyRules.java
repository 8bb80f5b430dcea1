package io.spikewatt.config.check;

import io.spikewatt.config.site.NotificationSettings;
import io.spikewatt.config.site.NotifyTarget;
import io.spikewatt.config.site.NotifyTarget.Encryption;
import io.spikewatt.config.site.Site;
import java.time.LocalTime;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Rules of notifications. */
final class NotifyRules {

  /** From this time on, the record of the day before is complete. */
  private static final LocalTime RECORDED = LocalTime.of(0, 30);

  private static final int MOST_TARGETS = 8;

  private NotifyRules() {}

  static Stream<Finding> uniqueNames(PartialSite site) {
    Set<String> seen = new HashSet<>();
    return each(
        site.notifications(),
        (path, target) ->
            Finding.when(
                !seen.add(target.choice().name()),
                path + "name",
                "each name once",
                target.choice().name()));
  }

  /** Most targets, as one thread serves all. */
  static Stream<Finding> fewTargets(PartialSite site) {
    int targets = site.notifications().map(all -> all.targets().size()).orElse(0);
    return Finding.when(
        targets > MOST_TARGETS,
        "notify.targets",
        "at most " + MOST_TARGETS + " targets",
        String.valueOf(targets));
  }

  static Stream<Finding> quietHoursEnd(PartialSite site) {
    return site.notifications().flatMap(NotificationSettings::quiet).stream()
        .flatMap(
            quiet ->
                Finding.when(
                    quiet.from().equals(quiet.to()),
                    "notify.quiet-to",
                    "another time than quiet-from",
                    quiet.to().toString()));
  }

  static Stream<Finding> dayIsRecorded(PartialSite site) {
    return site.notifications().flatMap(NotificationSettings::summaryAt).stream()
        .flatMap(
            at ->
                Finding.when(
                    at.isBefore(RECORDED),
                    "notify.summary-at",
                    "from 00:30 on, when the day before is on record",
                    at.toString()));
  }

  /** Requires encryption of mail and password to other machines, and user with password. */
  static Stream<Finding> mailIsEncrypted(PartialSite site) {
    return each(
        site.notifications(),
        (path, target) ->
            target instanceof NotifyTarget.Email email
                ? mail(path, email.server())
                : Stream.empty());
  }

  private static Stream<Finding> mail(String path, NotifyTarget.MailServer server) {
    return Stream.concat(
        SectionRules.wholeLogin(
            path.substring(0, path.length() - 1), server.user(), server.passwordFile()),
        Finding.when(
            server.encryption() == Encryption.NONE
                && !HostPort.isThisMachine("smtp://" + bracketed(server.host())),
            path + "encryption",
            "starttls or tls, since the mail would go unencrypted to another machine",
            "none"));
  }

  private static String bracketed(String host) {
    return host.contains(":") ? "[" + host + "]" : host;
  }

  static Stream<Finding> trustNeedsEncryption(PartialSite site) {
    return each(
        site.notifications(),
        (path, target) ->
            switch (target) {
              case NotifyTarget.Email email ->
                  trust(
                      path,
                      email.server().caFile(),
                      email.server().encryption() != Encryption.NONE);
              case NotifyTarget.Ntfy ntfy ->
                  trust(path, ntfy.caFile(), HostPort.isEncrypted(ntfy.server()));
              case NotifyTarget.Webhook webhook ->
                  trust(path, webhook.caFile(), HostPort.isEncrypted(webhook.address()));
            });
  }

  private static Stream<Finding> trust(String path, Optional<String> caFile, boolean encrypted) {
    return caFile.stream()
        .flatMap(
            file ->
                Finding.when(
                    !encrypted, path + "ca-file", "none, or an encrypted connection", file));
  }

  /** Warns of tokens that others on the way can read. */
  static Stream<Finding> tokensInClearText(Site site) {
    return each(
        site.notifications(),
        (path, target) ->
            switch (target) {
              case NotifyTarget.Email _ -> Stream.empty();
              case NotifyTarget.Ntfy ntfy -> token(path + "ntfy", ntfy.server(), ntfy.tokenFile());
              case NotifyTarget.Webhook webhook ->
                  token(path + "webhook", webhook.address(), webhook.tokenFile());
            });
  }

  private static Stream<Finding> token(String path, String address, Optional<String> tokenFile) {
    return Finding.when(
        tokenFile.isPresent() && !HostPort.isEncrypted(address) && !HostPort.isThisMachine(address),
        path,
        "https://, since the token would go unencrypted to another machine",
        "http://");
  }

  private static Stream<Finding> each(
      Optional<NotificationSettings> notifications,
      BiFunction<String, NotifyTarget, Stream<Finding>> rule) {
    List<NotifyTarget> targets = notifications.map(NotificationSettings::targets).orElse(List.of());
    return IntStream.range(0, targets.size())
        .boxed()
        .flatMap(i -> rule.apply("notify.targets[" + i + "].", targets.get(i)));
  }
}
