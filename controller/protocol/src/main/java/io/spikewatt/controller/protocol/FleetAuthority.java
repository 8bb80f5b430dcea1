package io.spikewatt.controller.protocol;

import io.spikewatt.inference.federated.OpenKeys;
import io.spikewatt.inference.federated.RoundRefusal;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;

/**
 * Verifies the owners of round keys by the certificate of the fleet's authority, which certifies
 * gateways directly.
 *
 * @param certificate of the authority
 * @param coordinator common name of the coordinator, whose certificate is no gateway's
 */
public record FleetAuthority(X509Certificate certificate, String coordinator) {

  /** Extended key usage of a certificate for clients. */
  private static final String CLIENT = "1.3.6.1.5.5.7.3.2";

  /**
   * The gateway that has signed keys.
   *
   * @return common name of its certificate
   * @throws RoundRefusal if the certificate or the signature is not good
   */
  public String signer(SignedKeys signed, Instant now) throws RoundRefusal {
    try {
      if (CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(signed.certificate()))
          instanceof X509Certificate own) {
        own.verify(certificate.getPublicKey());
        own.checkValidity(Date.from(now));
        List<String> uses = own.getExtendedKeyUsage();
        String name =
            commonName(own)
                .orElseThrow(
                    () -> new GeneralSecurityException("a certificate without a common name"));
        if ((uses != null && !uses.contains(CLIENT)) || name.equals(coordinator)) {
          throw forged(signed.keys(), "a gateway's certificate", "that of " + name);
        }
        Signature check = Signature.getInstance(algorithm(own.getPublicKey()));
        check.initVerify(own.getPublicKey());
        check.update(SignedKeys.signed(signed.keys()));
        if (!check.verify(signed.signature())) {
          throw forged(signed.keys(), "a signature of " + name, "another one");
        }
        return name;
      }
      throw forged(signed.keys(), "a certificate", "other bytes");
    } catch (GeneralSecurityException e) {
      throw forged(signed.keys(), "a certificate and signature of the fleet", e.toString());
    }
  }

  /**
   * The keys of a group, each of another gateway.
   *
   * @throws RoundRefusal if one is not signed by a gateway of the fleet, or two by the same
   */
  public List<OpenKeys> verified(List<SignedKeys> group, Instant now) throws RoundRefusal {
    Map<String, Integer> members = new HashMap<>();
    List<OpenKeys> keys = new ArrayList<>();
    for (SignedKeys signed : group) {
      String name = signer(signed, now);
      Integer other = members.put(name, signed.keys().member());
      if (other != null) {
        throw forged(signed.keys(), "another gateway than member " + other, name + " twice");
      }
      keys.add(signed.keys());
    }
    return keys;
  }

  /** The signature that a key makes. */
  static String algorithm(PublicKey key) throws GeneralSecurityException {
    return switch (key.getAlgorithm()) {
      case "EC" -> "SHA256withECDSA";
      case "RSA" -> "SHA256withRSA";
      case "EdDSA", "Ed25519" -> "Ed25519";
      default -> throw new GeneralSecurityException("no signature with " + key.getAlgorithm());
    };
  }

  /** Common name of the owner of a certificate; empty if it has none. */
  public static Optional<String> commonName(X509Certificate certificate) {
    try {
      return new LdapName(certificate.getSubjectX500Principal().getName())
          .getRdns().stream()
              .filter(part -> part.getType().equalsIgnoreCase("CN"))
              .map(part -> String.valueOf(part.getValue()))
              .findFirst();
    } catch (InvalidNameException _) {
      return Optional.empty();
    }
  }

  private static RoundRefusal forged(OpenKeys keys, String expected, String found) {
    return new RoundRefusal(
        RoundRefusal.Cause.FORGED_KEYS,
        "keys of member %d: %s expected, found %s".formatted(keys.member(), expected, found));
  }
}
