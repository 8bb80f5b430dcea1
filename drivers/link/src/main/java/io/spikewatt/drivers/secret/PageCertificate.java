package io.spikewatt.drivers.secret;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.spikewatt.hal.store.PrivateFiles;
import io.spikewatt.hal.store.Sha256;
import io.spikewatt.hal.time.Clock;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The page's certificate that Spikewatt made, in one file with its key. It is made once, and anew
 * only on request: browsers remember its fingerprint.
 */
public record PageCertificate(Path file, X509Certificate certificate) {

  /** Name of the file in the state directory. */
  public static final String FILE = "page-certificate.pem";

  private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");
  private static final String HOST_LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";

  /** As a certificate gives them back, so that a renewed one has none twice. */
  private static final List<String> LOOPBACK = List.of("localhost", "127.0.0.1", "0:0:0:0:0:0:0:1");

  private static final Duration WARNED = Duration.ofDays(30);
  private static final Duration DAY = Duration.ofDays(1);

  /** The certificate in the state directory, if there is one; an error names an unusable file. */
  public static Optional<PageCertificate> find(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    if (Files.notExists(file)) {
      return Optional.empty();
    }
    try {
      return PemFiles.certificates(file.toString()).iterator().next()
              instanceof X509Certificate certificate
          ? Optional.of(new PageCertificate(file, certificate))
          : Optional.empty();
    } catch (AccessDeniedException e) {
      throw new IOException(file + " may not be read", e);
    } catch (FileSystemException e) {
      throw e;
    } catch (IOException | GeneralSecurityException e) {
      throw new IOException(
          e.getMessage() + "; spikewatt page certificate --renew makes it anew", e);
    }
  }

  /**
   * Makes one with its key and replaces an earlier one.
   *
   * @param directory of the state; it exists
   * @param more names and literal addresses in addition to this machine's and loopback
   * @throws IOException if the file cannot be written
   */
  public static PageCertificate make(Path directory, Set<String> more, Instant now)
      throws IOException {
    Set<String> names = new LinkedHashSet<>(hostNames(Files.readString(HOST_NAME).strip()));
    names.addAll(LOOPBACK);
    names.addAll(more);
    try {
      String pem = SelfSignedCertificate.pem(List.copyOf(names), now);
      PrivateFiles.replace(directory.resolve(FILE), pem.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IOException("no certificate for the page: " + e.getMessage(), e);
    }
    return find(directory).orElseThrow();
  }

  /** The one that was made, or one made now. */
  public static PageCertificate findOrMake(Path directory, Instant now) throws IOException {
    Optional<PageCertificate> made = find(directory);
    return made.isPresent() ? made.get() : make(directory, Set.of(), now);
  }

  /** Names under which a machine is found: its own, and that of multicast DNS. */
  public static List<String> hostNames(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    String first = name.split("\\.", 2)[0];
    if (!name.matches(HOST_LABEL + "(\\." + HOST_LABEL + ")*")) {
      return List.of();
    }
    return List.copyOf(new LinkedHashSet<>(List.of(name, first, first + ".local")));
  }

  /** Its names and addresses, in lower case. */
  public Set<String> names() throws IOException {
    return CertificateNames.of(file.toString());
  }

  /** SHA-256 of the certificate, as browsers show it: {@code 4F:0A:…}. */
  public String fingerprint() {
    try {
      byte[] hash = Sha256.begin().digest(certificate.getEncoded());
      return HexFormat.ofDelimiter(":").withUpperCase().formatHex(hash);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a certificate that was read has no encoding", e);
    }
  }

  /** Last day on which it holds, UTC. */
  public LocalDate lastDay() {
    return certificate.getNotAfter().toInstant().atZone(ZoneOffset.UTC).toLocalDate();
  }

  /** Advice about its end, from 30 days before. */
  public Optional<String> warning(Instant now) {
    Instant end = certificate.getNotAfter().toInstant();
    if (now.plus(WARNED).isBefore(end)) {
      return Optional.empty();
    }
    return Optional.of(
        "the page's certificate %s on %s: renew it with spikewatt page certificate --renew"
            .formatted(now.isBefore(end) ? "ends" : "ended", lastDay()));
  }

  /** Repeats the warning each day; interrupt the thread to end that. */
  public Thread watch(Clock clock, Consumer<String> log) {
    return Thread.ofVirtual()
        .name("page-certificate")
        .start(
            () -> {
              try {
                while (!Thread.currentThread().isInterrupted()) {
                  warning(clock.now().instant()).ifPresent(log);
                  clock.sleepUntil(clock.now().plus(DAY));
                }
              } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
              }
            });
  }
}
