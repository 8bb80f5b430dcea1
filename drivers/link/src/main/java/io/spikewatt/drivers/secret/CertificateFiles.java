package io.spikewatt.drivers.secret;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Checks certificate files before a connection needs them. A file that this user cannot read is not
 * a fault: the service may have the right to.
 */
public final class CertificateFiles {

  private static final byte[] ANYTHING = {1, 2, 3, 4};

  private CertificateFiles() {}

  /** The file with the fault. */
  public enum Place {
    CERTIFICATE,
    KEY
  }

  /** A fault of a file; {@code found} begins with the file's name. */
  public record Fault(Place place, String expected, String found) {}

  /** Problems of a certificate, its chain and its key; empty for sound or unreadable ones. */
  public static List<Fault> identity(String certificateFile, String keyFile, Instant now) {
    List<Fault> faults = new ArrayList<>();
    Optional<X509Certificate> first =
        certificates(certificateFile, faults).stream().map(X509Certificate.class::cast).findFirst();
    Optional<PrivateKey> key = key(keyFile, faults);
    first.ifPresent(certificate -> validity(certificateFile, certificate, now, faults));
    if (first.isPresent() && key.isPresent() && !fits(first.get().getPublicKey(), key.get())) {
      faults.add(
          new Fault(
              Place.KEY,
              "the key of the first certificate in " + certificateFile,
              keyFile + ", another one's"));
    }
    return List.copyOf(faults);
  }

  /** Problems of the authorities to trust: one that has not ended is enough. */
  public static List<Fault> authorities(String file, Instant now) {
    List<Fault> faults = new ArrayList<>();
    List<Fault> ended = new ArrayList<>();
    Collection<? extends Certificate> all = certificates(file, faults);
    all.forEach(one -> validity(file, (X509Certificate) one, now, ended));
    if (!all.isEmpty() && ended.size() == all.size()) {
      faults.add(ended.getFirst());
    }
    return List.copyOf(faults);
  }

  private static Collection<? extends Certificate> certificates(String file, List<Fault> faults) {
    if (!Files.isReadable(Path.of(file))) {
      return List.of();
    }
    try {
      return PemFiles.certificates(file);
    } catch (IOException | GeneralSecurityException e) {
      faults.add(new Fault(Place.CERTIFICATE, "certificates in PEM", file + ", which holds none"));
      return List.of();
    }
  }

  private static Optional<PrivateKey> key(String file, List<Fault> faults) {
    if (!Files.isReadable(Path.of(file))) {
      return Optional.empty();
    }
    try {
      return Optional.of(PemFiles.privateKey(file));
    } catch (IOException e) {
      faults.add(
          new Fault(Place.KEY, "a private key in PEM, not encrypted", file + ", which holds none"));
      return Optional.empty();
    }
  }

  private static void validity(
      String file, X509Certificate certificate, Instant now, List<Fault> faults) {
    if (now.isAfter(certificate.getNotAfter().toInstant())) {
      faults.add(
          new Fault(
              Place.CERTIFICATE,
              "a certificate that is valid now",
              file + ", which ended on " + day(certificate.getNotAfter().toInstant())));
    } else if (now.isBefore(certificate.getNotBefore().toInstant())) {
      faults.add(
          new Fault(
              Place.CERTIFICATE,
              "a certificate that is valid now",
              "%s, which is valid from %s (or this machine's clock is wrong)"
                  .formatted(file, day(certificate.getNotBefore().toInstant()))));
    }
  }

  private static String day(Instant at) {
    return at.atZone(ZoneOffset.UTC).toLocalDate().toString();
  }

  /** Whether the certificate verifies the key's signature; true for unknown kinds of keys. */
  private static boolean fits(PublicKey certified, PrivateKey key) {
    String algorithm =
        switch (certified.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          case "EdDSA", "Ed25519", "Ed448" -> "EdDSA";
          default -> "";
        };
    if (algorithm.isEmpty()) {
      return true;
    }
    try {
      Signature signing = Signature.getInstance(algorithm);
      signing.initSign(key);
      signing.update(ANYTHING);
      byte[] signed = signing.sign();
      Signature verifying = Signature.getInstance(algorithm);
      verifying.initVerify(certified);
      verifying.update(ANYTHING);
      return verifying.verify(signed);
    } catch (GeneralSecurityException otherKind) {
      return false;
    }
  }
}
