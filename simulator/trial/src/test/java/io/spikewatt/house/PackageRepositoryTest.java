package io.spikewatt.house;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import io.spikewatt.testkit.SourceCheckout;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code packaging/repository} makes what Debian's own apt accepts, and refuses once it is bent.
 */
final class PackageRepositoryTest {

  private static final Path SCRIPT = SourceCheckout.file("packaging/repository");

  @TempDir private Path directory;
  private final List<HttpServer> servers = new ArrayList<>();

  private record Run(int code, String output) {}

  @BeforeEach
  void makeAKey() throws Exception {
    for (String tool : List.of("apt-get", "apt-cache", "apt-ftparchive", "dpkg-deb", "gpg", "xz")) {
      assumeTrue(Files.isExecutable(Path.of("/usr/bin", tool)), "SKIPPED: needs Debian's " + tool);
    }
    Files.createDirectories(directory.resolve("gpg"));
    run("chmod", "700", directory.resolve("gpg").toString());
    gpg("--passphrase", "", "--quick-generate-key", "Test <test@example.org>", "ed25519", "sign");
  }

  @AfterEach
  void stop() throws Exception {
    servers.forEach(server -> server.stop(0));
    run("gpgconf", "--kill", "all");
  }

  private Run run(String... command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.directory(directory.toFile());
    builder.environment().put("GNUPGHOME", directory.resolve("gpg").toString());
    builder.environment().put("APT_CONFIG", directory.resolve("apt.conf").toString());
    builder.environment().put("LC_ALL", "C");
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.toLowerCase(Locale.ROOT).endsWith("_proxy"));
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Run(process.waitFor(), output);
  }

  private void gpg(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("gpg", "--batch", "--quiet"));
    command.addAll(List.of(arguments));
    succeeded(run(command.toArray(String[]::new)));
  }

  private static String succeeded(Run run) {
    assertEquals(0, run.code(), run.output());
    return run.output();
  }

  /** A package of a control file alone. */
  private Path deb(String version, String description) throws Exception {
    Path tree = Files.createDirectories(directory.resolve("tree-" + version + description));
    Files.createDirectories(tree.resolve("DEBIAN"));
    Files.writeString(
        tree.resolve("DEBIAN/control"),
        """
        Package: spikewatt
        Version: %s
        Architecture: amd64
        Maintainer: Test <test@example.org>
        Description: %s
        """
            .formatted(version, description));
    Path file = directory.resolve("built-" + version + description + ".deb");
    succeeded(run("dpkg-deb", "--root-owner-group", "-b", tree.toString(), file.toString()));
    return file;
  }

  private Run publish(String suite, Path... files) throws Exception {
    List<String> command = new ArrayList<>(List.of(SCRIPT.toString(), "repository", suite));
    Stream.of(files).map(Path::toString).forEach(command::add);
    return run(command.toArray(String[]::new));
  }

  /** A gateway's apt with a directory tree of its own. */
  private void gateway(String suite) throws IOException {
    HttpServer server =
        SimpleFileServer.createFileServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            directory.resolve("repository"),
            SimpleFileServer.OutputLevel.NONE);
    server.start();
    servers.add(server);
    for (String part :
        List.of("etc/sources.list.d", "state/lists/partial", "cache/archives/partial")) {
      Files.createDirectories(directory.resolve("apt").resolve(part));
    }
    Files.writeString(
        directory.resolve("apt.conf"),
        """
        Dir "%1$s";
        Dir::Etc "etc";
        Dir::State "state";
        Dir::Cache "cache";
        Dir::State::status "%1$s/status";
        APT::Architecture "amd64";
        APT::Architectures "amd64";
        APT::Sandbox::User "root";
        Acquire::Languages "none";
        Acquire::http::Proxy "DIRECT";
        """
            .formatted(directory.resolve("apt")));
    Files.writeString(directory.resolve("apt/status"), "");
    Files.writeString(
        directory.resolve("apt/etc/sources.list.d/spikewatt.sources"),
        """
        Types: deb
        URIs: http://127.0.0.1:%d
        Suites: %s
        Components: main
        Signed-By: %s
        """
            .formatted(
                server.getAddress().getPort(),
                suite,
                directory.resolve("repository/spikewatt-archive.asc")));
  }

  private Run update() throws Exception {
    return run("apt-get", "update", "-q", "--error-on=any");
  }

  private String policy() throws Exception {
    return succeeded(run("apt-cache", "policy", "spikewatt"));
  }

  @Test
  void apt_sees_the_newest_package_of_its_suite_and_downloads_it() throws Exception {
    Path first = deb("1.0.0", "first");
    Path second = deb("1.1.0", "second");
    succeeded(publish("stable", first));
    succeeded(publish("canary", first, second));

    gateway("canary");
    succeeded(update());
    assertTrue(policy().contains("Candidate: 1.1.0"), policy());
    assertTrue(policy().contains("1.0.0"), "the way back is there: " + policy());
    succeeded(run("apt-get", "download", "spikewatt"));
    assertEquals(-1, Files.mismatch(second, directory.resolve("spikewatt_1.1.0_amd64.deb")));

    gateway("stable");
    succeeded(update());
    assertTrue(policy().contains("Candidate: 1.0.0"), policy());
    assertFalse(policy().contains("1.1.0"), policy());

    succeeded(publish("stable", second));
    succeeded(update());
    assertTrue(policy().contains("Candidate: 1.1.0"), policy());
    succeeded(run("apt-get", "download", "spikewatt=1.0.0"));
    assertEquals(-1, Files.mismatch(first, directory.resolve("spikewatt_1.0.0_amd64.deb")));
  }

  @Test
  void apt_plans_the_way_back_that_the_page_names() throws Exception {
    succeeded(publish("stable", deb("1.0.0", "first"), deb("1.1.0", "second")));
    gateway("stable");
    succeeded(update());
    Files.writeString(
        directory.resolve("apt/status"),
        """
        Package: spikewatt
        Status: install ok installed
        Version: 1.1.0
        Architecture: amd64
        Maintainer: Test <test@example.org>
        Description: second
        """);
    String plan =
        succeeded(run("apt-get", "install", "-s", "-y", "--allow-downgrades", "spikewatt=1.0.0"));
    assertTrue(plan.contains("Inst spikewatt [1.1.0] (1.0.0 "), plan);

    Files.createDirectories(directory.resolve("apt/etc/preferences.d"));
    Files.writeString(
        directory.resolve("apt/etc/preferences.d/spikewatt"),
        """
        Package: spikewatt
        Pin: version 1.0.0
        Pin-Priority: 1001
        """);
    assertTrue(policy().contains("Candidate: 1.0.0"), policy());
  }

  @Test
  void a_signature_over_other_words_is_refused() throws Exception {
    succeeded(publish("stable", deb("1.0.0", "first")));
    gateway("stable");
    succeeded(update());
    Path release = directory.resolve("repository/dists/stable/InRelease");
    String bent =
        Files.readString(release).replaceFirst("(?m)^Label: Spikewatt$", "Label: Spikewatx");
    assertNotEquals(Files.readString(release), bent);
    Files.writeString(release, bent);
    Run refused = update();
    assertNotEquals(0, refused.code(), refused.output());
    assertTrue(refused.output().toLowerCase(Locale.ROOT).contains("signature"), refused.output());
  }

  @Test
  void an_index_or_a_package_with_other_bytes_is_refused() throws Exception {
    succeeded(publish("stable", deb("1.0.0", "first")));
    gateway("stable");
    succeeded(update());
    Path published = directory.resolve("repository/pool/stable/spikewatt_1.0.0_amd64.deb");
    byte[] bytes = Files.readAllBytes(published);
    bytes[bytes.length - 1] ^= 1;
    Files.write(published, bytes);
    Run download = run("apt-get", "download", "spikewatt");
    assertNotEquals(0, download.code(), download.output());
    assertFalse(Files.exists(directory.resolve("spikewatt_1.0.0_amd64.deb")));
  }

  @Test
  void a_version_is_never_published_with_other_bytes() throws Exception {
    Path first = deb("1.0.0", "first");
    succeeded(publish("stable", first));
    succeeded(publish("stable", first));
    Run other = publish("stable", deb("1.0.0", "changed"));
    assertEquals(65, other.code(), other.output());
  }

  @Test
  void a_deleted_package_is_withdrawn_and_old_indices_stay_for_those_that_are_reading()
      throws Exception {
    succeeded(publish("stable", deb("1.0.0", "first")));
    gateway("stable");
    succeeded(update());
    Path hashes = directory.resolve("repository/dists/stable/main/binary-amd64/by-hash/SHA256");
    assertEquals(2, count(hashes));
    Files.delete(directory.resolve("repository/pool/stable/spikewatt_1.0.0_amd64.deb"));
    succeeded(publish("stable"));
    assertEquals(4, count(hashes));
    succeeded(update());
    assertFalse(policy().contains("1.0.0"), policy());
  }

  private static long count(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.count();
    }
  }
}
