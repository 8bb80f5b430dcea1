package io.spikewatt.fleet.certificate;

import io.spikewatt.drivers.secret.NewCertificate;
import io.spikewatt.drivers.secret.PemFiles;
import io.spikewatt.hal.store.PrivateFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaMiscPEMGenerator;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.util.io.pem.PemObjectGenerator;

/**
 * An authority of one fleet: it certifies the coordinator's own broker and the gateways. A fleet
 * with a broker of its own may bring certificates of any authority instead.
 */
public final class CertificateAuthority {

  private static final Duration HOLDS = Duration.ofDays(365);
  private static final Duration AUTHORITY_HOLDS = Duration.ofDays(3650);

  private final PrivateKey privateKey;
  private final X500Name name;
  private final X509Certificate certificate;
  private final Instant now;

  private CertificateAuthority(
      PrivateKey privateKey, X500Name name, X509Certificate certificate, Instant now) {
    this.privateKey = privateKey;
    this.name = name;
    this.certificate = certificate;
    this.now = now;
  }

  /**
   * A new authority with a key of its own.
   *
   * @param fleet its common name
   * @param now its certificates hold from a day before
   */
  public static CertificateAuthority create(String fleet, Instant now)
      throws GeneralSecurityException {
    KeyPair keys = NewCertificate.keys();
    X500Name name = NewCertificate.name(fleet);
    try {
      JcaX509v3CertificateBuilder builder =
          NewCertificate.builder(name, name, keys.getPublic(), now, AUTHORITY_HOLDS);
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
      builder.addExtension(
          Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
      return new CertificateAuthority(
          keys.getPrivate(), name, signed(builder, keys.getPrivate()), now);
    } catch (CertIOException | OperatorCreationException e) {
      throw new GeneralSecurityException(e);
    }
  }

  /**
   * The authority that is kept in a folder; it is made on the first start.
   *
   * @param folder holds {@code authority.crt} and {@code authority.key}, which others cannot read
   */
  public static CertificateAuthority kept(Path folder, String fleet, Instant now)
      throws IOException, GeneralSecurityException {
    Path certificateFile = folder.resolve("authority.crt");
    Path keyFile = folder.resolve("authority.key");
    if (!Files.exists(keyFile)) {
      CertificateAuthority made = create(fleet, now);
      PrivateFiles.createDirectories(folder);
      made.write(certificateFile);
      PrivateFiles.replace(keyFile, made.privateKey.getEncoded());
      return made;
    }
    PrivateKey key =
        KeyFactory.getInstance("EC")
            .generatePrivate(new PKCS8EncodedKeySpec(Files.readAllBytes(keyFile)));
    try (InputStream in = Files.newInputStream(certificateFile)) {
      if (CertificateFactory.getInstance("X.509").generateCertificate(in)
          instanceof X509Certificate certificate) {
        X500Name name = new JcaX509CertificateHolder(certificate).getSubject();
        return new CertificateAuthority(key, name, certificate, now);
      }
      throw new GeneralSecurityException(certificateFile + " holds no certificate");
    }
  }

  /** The authority's own certificate, which gateways and broker trust. */
  public X509Certificate certificate() {
    return certificate;
  }

  /** Certifies a gateway or the coordinator: its name is the certificate's common name. */
  public CertifiedKey client(String client) throws GeneralSecurityException {
    return certify(client, KeyPurposeId.id_kp_clientAuth);
  }

  /** Certifies a broker on this machine's loopback. */
  public CertifiedKey loopbackBroker() throws GeneralSecurityException {
    return certify("127.0.0.1", KeyPurposeId.id_kp_serverAuth);
  }

  private CertifiedKey certify(String subject, KeyPurposeId purpose)
      throws GeneralSecurityException {
    KeyPair own = NewCertificate.keys();
    try {
      JcaX509v3CertificateBuilder builder =
          NewCertificate.builder(name, NewCertificate.name(subject), own.getPublic(), now, HOLDS);
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
      if (purpose.equals(KeyPurposeId.id_kp_serverAuth)) {
        builder.addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(new GeneralName(GeneralName.iPAddress, subject)));
      }
      return new CertifiedKey(own.getPrivate(), signed(builder, privateKey));
    } catch (CertIOException | OperatorCreationException e) {
      throw new GeneralSecurityException(e);
    }
  }

  /** Writes the authority's certificate, in PEM. */
  public void write(Path file) throws IOException {
    PrivateFiles.replace(file, pem(new JcaMiscPEMGenerator(certificate)));
  }

  /** Writes a certificate and its key to two files in PEM that others cannot read. */
  public static void write(CertifiedKey own, Path certificateFile, Path keyFile)
      throws IOException {
    PrivateFiles.replace(certificateFile, pem(new JcaMiscPEMGenerator(own.certificate())));
    PrivateFiles.replace(keyFile, pem(new JcaPKCS8Generator(own.key(), null)));
  }

  private static X509Certificate signed(JcaX509v3CertificateBuilder builder, PrivateKey by)
      throws GeneralSecurityException, OperatorCreationException {
    return new JcaX509CertificateConverter()
        .getCertificate(builder.build(NewCertificate.signer(by)));
  }

  private static byte[] pem(PemObjectGenerator part) throws IOException {
    return PemFiles.text(part).getBytes(StandardCharsets.US_ASCII);
  }
}
