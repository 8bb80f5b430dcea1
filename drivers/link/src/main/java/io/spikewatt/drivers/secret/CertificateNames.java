package io.spikewatt.drivers.secret;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The names that a server's certificate is made for. */
public final class CertificateNames {

  /** Kinds of alternative names in X.509. */
  private static final Set<Integer> DNS_AND_ADDRESS = Set.of(2, 7);

  private CertificateNames() {}

  /**
   * As {@link #of(X509Certificate)}, for the first certificate of a file; an error names the file.
   */
  public static Set<String> of(String file) throws IOException {
    try {
      Certificate first = PemFiles.certificates(file).iterator().next();
      return first instanceof X509Certificate certificate ? of(certificate) : Set.of();
    } catch (GeneralSecurityException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  /** Names of a certificate, in lower case; those with a wildcard are left out. */
  public static Set<String> of(X509Certificate certificate) throws CertificateParsingException {
    Set<String> names = new HashSet<>();
    Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
    if (alternatives != null) {
      for (List<?> alternative : alternatives) {
        if (DNS_AND_ADDRESS.contains(alternative.get(0))
            && alternative.get(1) instanceof String name
            && !name.contains("*")) {
          names.add(name.toLowerCase(Locale.ROOT));
        }
      }
    }
    return names;
  }
}
