package io.spikewatt.config.site;

import java.util.List;
import java.util.Optional;

/** Recipient of notifications. */
public sealed interface NotifyTarget {

  Choice choice();

  /** The same under another name. */
  NotifyTarget named(String name);

  /**
   * Selection of the messages that a target receives.
   *
   * @param name for status and log, {@code [a-z0-9-]+}
   * @param least of the alarms that are sent
   * @param summary whether it receives the daily summary
   */
  record Choice(String name, Least least, boolean summary) {

    private Choice named(String other) {
      return new Choice(other, least, summary);
    }
  }

  /** Least severity of alarms that are sent. */
  enum Least {
    WARNING,
    ERROR
  }

  /**
   * E-mail over SMTP.
   *
   * @param from address of the sender
   * @param to addresses of the recipients, at least one
   */
  record Email(Choice choice, MailServer server, String from, List<String> to)
      implements NotifyTarget {

    public Email {
      to = List.copyOf(to);
    }

    @Override
    public Email named(String name) {
      return new Email(choice.named(name), server, from, to);
    }
  }

  /**
   * @param user user name, with {@code passwordFile}
   * @param passwordFile file that holds the password and nothing else
   * @param caFile certificates of the authorities to trust, PEM; empty = Java's
   */
  record MailServer(
      String host,
      int port,
      Encryption encryption,
      Optional<String> user,
      Optional<String> passwordFile,
      Optional<String> caFile) {}

  /** Encryption of a connection to a mail server. */
  enum Encryption {
    /** Begins in clear text and must change to TLS. */
    STARTTLS(587),
    /** TLS from the first byte. */
    TLS(465),
    /** Only on this machine. */
    NONE(25);

    private final int usualPort;

    Encryption(int usualPort) {
      this.usualPort = usualPort;
    }

    public int usualPort() {
      return usualPort;
    }
  }

  /**
   * A topic of an ntfy server.
   *
   * @param server {@code http://} or {@code https://} address
   * @param tokenFile file that holds the access token and nothing else; empty = none
   * @param caFile certificates of the authorities to trust, PEM; empty = Java's
   */
  record Ntfy(
      Choice choice,
      String server,
      String topic,
      Optional<String> tokenFile,
      Optional<String> caFile)
      implements NotifyTarget {

    @Override
    public Ntfy named(String name) {
      return new Ntfy(choice.named(name), server, topic, tokenFile, caFile);
    }
  }

  /**
   * A JSON document by POST.
   *
   * @param address {@code http://} or {@code https://}; its path may be secret
   * @param header name of the header that holds the token; {@code Authorization} holds it after the
   *     word {@code Bearer}
   * @param tokenFile file that holds the token and nothing else; empty = none
   * @param caFile certificates of the authorities to trust, PEM; empty = Java's
   */
  record Webhook(
      Choice choice,
      String address,
      String header,
      Optional<String> tokenFile,
      Optional<String> caFile)
      implements NotifyTarget {

    @Override
    public Webhook named(String name) {
      return new Webhook(choice.named(name), address, header, tokenFile, caFile);
    }
  }
}
