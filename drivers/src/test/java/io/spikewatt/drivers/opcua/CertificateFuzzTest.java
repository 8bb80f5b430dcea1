package io.spikewatt.drivers.opcua;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Any content of the files that OPC UA keeps in the state directory: used, or declared broken. */
final class CertificateFuzzTest {

  private static final int PATCH = 3;

  private static byte[] own = {};

  /**
   * The first byte chooses what is read: our own key, changed by a byte for every three that follow
   * (two for its place), or what follows as a certificate to trust.
   */
  @FuzzTest(maxDuration = "2m")
  void certificate(byte[] input) throws IOException, GeneralSecurityException {
    if (input.length == 0) {
      return;
    }
    byte[] rest = Arrays.copyOfRange(input, 1, input.length);
    Path directory = Files.createTempDirectory("spikewatt-fuzz");
    Path keys = directory.resolve("opcua/own.p12");
    try {
      if (own.length == 0) {
        new ClientSecurity(directory).identity();
        own = Files.readAllBytes(keys);
      }
      Files.createDirectories(directory.resolve("opcua/trusted"));
      boolean ofOwn = (input[0] & 1) == 0;
      Files.write(keys, ofOwn ? patched(rest) : own);
      if (!ofOwn) {
        Files.write(directory.resolve("opcua/trusted/server.der"), rest);
      }
      ClientSecurity security = new ClientSecurity(directory);
      try {
        security.identity();
      } catch (IOException | GeneralSecurityException declared) {
        // The link says why it is down.
      }
      security.validator();
    } finally {
      delete(directory);
    }
  }

  private static byte[] patched(byte[] input) {
    byte[] file = own.clone();
    for (int i = 0; i + PATCH <= input.length; i += PATCH) {
      file[(((input[i] & 0xFF) << 8) | (input[i + 1] & 0xFF)) % file.length] = input[i + 2];
    }
    return file;
  }

  private static void delete(Path directory) throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.walk(directory)) {
      all = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : all) {
      Files.delete(each);
    }
  }
}
