package io.spikewatt.drivers.secret;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.openssl.jcajce.JcaMiscPEMGenerator;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;

/** A server's self-signed certificate, on the curve P-256. */
public final class SelfSignedCertificate {

  /** Apple's browsers refuse a server's certificate that holds for more than 825 days. */
  private static final Duration HOLDS = Duration.ofDays(820);

  /** Longest common name in X.509. */
  private static final int LONGEST_NAME = 64;

  private SelfSignedCertificate() {}

  /**
   * Makes a key and its certificate.
   *
   * @param names host names and literal addresses of the server, at least one; the first is its
   *     subject, too
   * @param now the certificate holds from a day before
   * @return PEM: the certificate, then the key
   */
  public static String pem(List<String> names, Instant now) throws GeneralSecurityException {
    KeyPair keys = NewCertificate.keys();
    try {
      return PemFiles.text(
          new JcaMiscPEMGenerator(certificate(names, now, keys)),
          new JcaPKCS8Generator(keys.getPrivate(), null));
    } catch (IOException | OperatorCreationException e) {
      throw new GeneralSecurityException(e);
    }
  }

  private static X509CertificateHolder certificate(List<String> names, Instant now, KeyPair keys)
      throws IOException, OperatorCreationException {
    String first = names.getFirst();
    X500Name subject =
        NewCertificate.name(first.substring(0, Math.min(first.length(), LONGEST_NAME)));
    return NewCertificate.builder(subject, subject, keys.getPublic(), now, HOLDS)
        .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
        .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
        .addExtension(
            Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
        .addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(
                names.stream().map(SelfSignedCertificate::name).toArray(GeneralName[]::new)))
        .build(NewCertificate.signer(keys.getPrivate()));
  }

  private static GeneralName name(String name) {
    boolean address = name.contains(":") || name.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    return new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, name);
  }
}
