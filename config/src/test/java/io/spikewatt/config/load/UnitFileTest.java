package io.spikewatt.config.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the daemon counts on from systemd, and what would break a Java program. */
final class UnitFileTest {

  private static List<String> unit() throws IOException {
    return Files.readAllLines(
        Path.of("../packaging/root/usr/lib/systemd/system/spikewatt.service"));
  }

  @Test
  void systemdWatchesAndRestartsTheDaemon() throws IOException {
    assertTrue(
        unit()
            .containsAll(
                List.of(
                    "Type=notify",
                    "WatchdogSec=30",
                    "Restart=always",
                    "StartLimitIntervalSec=0",
                    "RestartPreventExitStatus=78",
                    "ExecStart=/usr/bin/spikewatt run --config /etc/spikewatt/site.yaml")));
  }

  @Test
  void theUnitIsHardenedAsFarAsAJvmCanBe() throws IOException {
    List<String> unit = unit();
    assertTrue(
        unit.containsAll(
            List.of(
                "NoNewPrivileges=yes",
                "ProtectSystem=strict",
                "ProtectHome=yes",
                "PrivateTmp=yes",
                "DevicePolicy=closed",
                "SystemCallFilter=@system-service",
                "RuntimeDirectory=spikewatt",
                "StateDirectory=spikewatt",
                "User=spikewatt")));
    assertTrue(unit.stream().anyMatch(l -> l.startsWith("MemoryMax=")));
    assertFalse(unit.stream().anyMatch(l -> l.startsWith("MemoryDenyWriteExecute=")));
    assertFalse(unit.stream().anyMatch(l -> l.startsWith("PrivateDevices=")));
  }

  /** As root it would be a file that the service cannot read. */
  @Test
  void theInstallationMakesThePagesCertificateAsTheService() throws IOException {
    String script =
        Files.readString(Path.of("../packaging/debian/postinst")).replaceAll("\\\\\n *", "");
    assertTrue(
        script.contains(
            "setpriv --reuid spikewatt --regid spikewatt --init-groups"
                + " \"$base/$version/bin/spikewatt\" page certificate || echo"),
        script);
    assertTrue(
        script.indexOf("install -d -o spikewatt -g spikewatt -m 0750 /var/lib/spikewatt")
            < script.indexOf("page certificate"),
        script);
    assertTrue(
        script.indexOf("page certificate") < script.indexOf("try-restart"),
        "before the new version is started");
  }

  @Test
  void theDefaultStorageIsTheStateDirectory() throws IOException {
    String directory = SiteKeys.DIRECTORY.fallback().orElseThrow();
    assertEquals("/var/lib/spikewatt", directory);
    assertTrue(unit().contains("StateDirectory=" + directory.substring("/var/lib/".length())));
  }
}
