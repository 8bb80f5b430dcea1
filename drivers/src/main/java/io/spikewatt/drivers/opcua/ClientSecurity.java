package io.spikewatt.drivers.opcua;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Period;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.security.CertificateValidator;
import org.eclipse.milo.opcua.stack.core.security.DefaultClientCertificateValidator;
import org.eclipse.milo.opcua.stack.core.security.FileBasedCertificateQuarantine;
import org.eclipse.milo.opcua.stack.core.security.MemoryTrustListManager;
import org.eclipse.milo.opcua.stack.core.util.CertificateUtil;
import org.eclipse.milo.opcua.stack.core.util.DigestUtil;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateBuilder;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateGenerator;
import org.eclipse.milo.opcua.stack.core.util.validation.ValidationCheck;
import org.tinylog.Logger;

/**
 * Own identity and trusted servers, as files under the state directory: {@code opcua/own.p12} (key
 * and certificate, for the owner only), {@code opcua/own.der} (the certificate, for import on
 * servers), {@code opcua/trusted/} (servers' or issuers' certificates, DER or PEM, added by hand),
 * {@code opcua/rejected/} (certificates of servers that were not trusted).
 */
final class ClientSecurity {

  private static final String ALIAS = "spikewatt";

  /** Not a secret: the file's mode protects the key. */
  private static final char[] PASSWORD = "spikewatt".toCharArray();

  private final Path directory;
  private volatile Optional<String> distrust = Optional.empty();

  /** Our key, its certificate, and the application URI that both sides compare. */
  record Identity(KeyPair keys, X509Certificate certificate, String applicationUri) {}

  ClientSecurity(Path stateDirectory) {
    this.directory = stateDirectory.resolve("opcua");
  }

  /** The own identity, created if there is none. */
  Identity identity() throws IOException, GeneralSecurityException {
    Path store = directory.resolve("own.p12");
    if (!Files.exists(store)) {
      create(store);
    }
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    if (!(keys.getCertificate(ALIAS) instanceof X509Certificate certificate)
        || !(keys.getKey(ALIAS, PASSWORD) instanceof PrivateKey key)) {
      throw new IOException(store + " holds no key and certificate named " + ALIAS);
    }
    String uri =
        CertificateUtil.getSanUri(certificate)
            .orElseThrow(() -> new IOException(store + " names no application URI"));
    return new Identity(new KeyPair(certificate.getPublicKey(), key), certificate, uri);
  }

  /** Trusts the certificates now in the trust folder, and stores rejected ones. */
  CertificateValidator validator() throws IOException {
    MemoryTrustListManager trust = new MemoryTrustListManager();
    for (X509Certificate certificate : trusted()) {
      trust.addTrustedCertificate(certificate);
    }
    Path rejected = Files.createDirectories(directory.resolve("rejected"));
    return new DefaultClientCertificateValidator(
        trust,
        Set.of(ValidationCheck.VALIDITY, ValidationCheck.APPLICATION_URI),
        new Quarantine(rejected));
  }

  /** The server rejected since {@link #clear}, and the remedy. */
  Optional<String> distrust() {
    return distrust;
  }

  /** Clears the last rejection, so that a new one is distinguishable. */
  void clear() {
    distrust = Optional.empty();
  }

  private List<X509Certificate> trusted() throws IOException {
    Path folder = Files.createDirectories(directory.resolve("trusted"));
    List<X509Certificate> certificates = new java.util.ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.{der,crt,cer,pem}")) {
      for (Path file : files) {
        try {
          certificates.addAll(CertificateUtil.decodeCertificates(Files.readAllBytes(file)));
        } catch (UaException e) {
          Logger.warn("{} is not a certificate: {}", file, e.getMessage());
        }
      }
    }
    return certificates;
  }

  private void create(Path store) throws IOException, GeneralSecurityException {
    KeyPair pair = SelfSignedCertificateGenerator.generateRsaKeyPair(2048);
    String uri = "urn:spikewatt:" + UUID.randomUUID();
    X509Certificate certificate = certificate(pair, uri);
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, PASSWORD);
    keys.setKeyEntry(ALIAS, pair.getPrivate(), PASSWORD, new Certificate[] {certificate});
    Files.createDirectories(directory);
    Path fresh = directory.resolve("own.p12.new");
    Files.deleteIfExists(fresh);
    Files.createFile(
        fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try (OutputStream out = Files.newOutputStream(fresh, StandardOpenOption.WRITE)) {
      keys.store(out, PASSWORD);
    }
    Files.write(directory.resolve("own.der"), certificate.getEncoded());
    Files.move(fresh, store, StandardCopyOption.ATOMIC_MOVE);
    Logger.info("made an OPC UA client certificate, give {} to the servers", "opcua/own.der");
  }

  private static X509Certificate certificate(KeyPair pair, String uri)
      throws GeneralSecurityException {
    try {
      return new SelfSignedCertificateBuilder(pair)
          .setCommonName("Spikewatt gateway")
          .setOrganization("Spikewatt")
          .setApplicationUri(uri)
          .setValidityPeriod(Period.ofYears(10))
          .build();
    } catch (GeneralSecurityException e) {
      throw e;
    } catch (Exception e) {
      // The builder declares Exception.
      throw new GeneralSecurityException("cannot make a certificate", e);
    }
  }

  private static String advice(X509Certificate certificate, String thumbprint) {
    return "the server "
        + certificate.getSubjectX500Principal()
        + " is not trusted; to trust it, move opcua/rejected/"
        + thumbprint
        + ".der to opcua/trusted; that is the certificate's SHA-1 thumbprint";
  }

  /** Stores rejected certificates, which the user may move to the trust folder. */
  private final class Quarantine extends FileBasedCertificateQuarantine {
    private final Path folder;

    Quarantine(Path folder) {
      super(folder.toFile());
      this.folder = folder;
    }

    @Override
    public void addRejectedCertificate(X509Certificate certificate) {
      try {
        String thumbprint = hex(CertificateUtil.thumbprint(certificate).bytesOrEmpty());
        distrust = Optional.of(advice(certificate, thumbprint));
        // The library calls again for every try to connect.
        if (!getRejectedCertificates().contains(certificate)) {
          super.addRejectedCertificate(certificate);
          // Its name is a hash of the signature alone, which no tool shows.
          Files.move(
              folder.resolve(hex(DigestUtil.sha1(certificate.getSignature())) + ".der"),
              folder.resolve(thumbprint + ".der"),
              StandardCopyOption.REPLACE_EXISTING);
        }
      } catch (UaException | IOException e) {
        distrust = Optional.of("an untrusted certificate cannot be stored: " + e.getMessage());
      }
    }

    private static String hex(byte[] bytes) {
      return HexFormat.of().formatHex(bytes);
    }
  }
}
