package io.spikewatt.controller.protocol;

import io.spikewatt.inference.federated.OpenKeys;
import io.spikewatt.inference.federated.RoundRefusal;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/** Signatures with the certificate that this gateway connects with, and its key. */
public record CertificateSignatures(
    FleetAuthority authority, X509Certificate certificate, PrivateKey key)
    implements KeySignatures {

  /**
   * @throws IllegalStateException if the key makes no signature
   */
  @Override
  public SignedKeys sign(OpenKeys keys) {
    try {
      Signature signature =
          Signature.getInstance(FleetAuthority.algorithm(certificate.getPublicKey()));
      signature.initSign(key);
      signature.update(SignedKeys.signed(keys));
      return new SignedKeys(keys, certificate.getEncoded(), signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the gateway's key makes no signature: " + e, e);
    }
  }

  @Override
  public List<OpenKeys> verified(List<SignedKeys> group, Instant now) throws RoundRefusal {
    return authority.verified(group, now);
  }
}
