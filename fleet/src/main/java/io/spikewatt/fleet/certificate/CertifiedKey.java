package io.spikewatt.fleet.certificate;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/**
 * A private key and the certificate of its public one.
 *
 * @param key on the curve P-256
 * @param certificate signed by the fleet's authority
 */
public record CertifiedKey(PrivateKey key, X509Certificate certificate) {}
