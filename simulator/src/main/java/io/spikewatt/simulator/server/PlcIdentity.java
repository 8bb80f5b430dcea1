package io.spikewatt.simulator.server;

import java.security.KeyPair;
import java.security.cert.X509Certificate;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.security.CertificateManager;
import org.eclipse.milo.opcua.stack.core.security.DefaultApplicationGroup;
import org.eclipse.milo.opcua.stack.core.security.DefaultCertificateManager;
import org.eclipse.milo.opcua.stack.core.security.DefaultServerCertificateValidator;
import org.eclipse.milo.opcua.stack.core.security.MemoryCertificateQuarantine;
import org.eclipse.milo.opcua.stack.core.security.MemoryCertificateStore;
import org.eclipse.milo.opcua.stack.core.security.MemoryTrustListManager;
import org.eclipse.milo.opcua.stack.core.security.RsaSha256CertificateFactory;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateBuilder;

/** The PLC's certificate and the certificates it trusts; kept over restarts, in memory only. */
final class PlcIdentity {

  static final String APPLICATION_URI = "urn:spikewatt:simulated-plc:server";

  private final MemoryTrustListManager trusted = new MemoryTrustListManager();
  private final MemoryCertificateQuarantine quarantine = new MemoryCertificateQuarantine();
  private final DefaultApplicationGroup group;

  /**
   * @throws IllegalStateException if this JVM cannot make an RSA certificate
   */
  PlcIdentity() {
    try {
      this.group =
          DefaultApplicationGroup.createAndInitialize(
              trusted,
              new MemoryCertificateStore(),
              new Factory(),
              new DefaultServerCertificateValidator(trusted, quarantine));
    } catch (Exception broken) {
      throw new IllegalStateException("no certificate for the simulated PLC", broken);
    }
  }

  CertificateManager manager() {
    return new DefaultCertificateManager(quarantine, group);
  }

  void trust(X509Certificate client) {
    trusted.addTrustedCertificate(client);
  }

  X509Certificate certificate() {
    return group
        .getCertificateChain(NodeIds.RsaSha256ApplicationCertificateType)
        .map(chain -> chain[0])
        .orElseThrow(() -> new IllegalStateException("the group made no certificate"));
  }

  private static final class Factory extends RsaSha256CertificateFactory {
    @Override
    protected X509Certificate[] createRsaSha256CertificateChain(KeyPair keys) throws Exception {
      return new X509Certificate[] {
        new SelfSignedCertificateBuilder(keys)
            .setCommonName("Simulated PLC")
            .setOrganization("Spikewatt")
            .setApplicationUri(APPLICATION_URI)
            .addDnsName("localhost")
            .addIpAddress("127.0.0.1")
            .build()
      };
    }
  }
}
