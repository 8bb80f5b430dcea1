package io.spikewatt.fleet.testing;

import io.spikewatt.hal.store.FileTree;
import io.spikewatt.testkit.LoopbackPorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/** A PostgreSQL of a test's own, on loopback and in a directory of temporary files. */
public final class PostgresServer implements AutoCloseable {

  private static final Path PROGRAMS = Path.of("/usr/lib/postgresql/17/bin");
  private static final Path TIMESCALE = Path.of("/usr/lib/postgresql/17/lib/timescaledb.so");
  private static final String SYSTEM_USER = "postgres";
  private static final String USER = "fleet";
  private static final String PASSWORD = "a secret of this test";

  private final Path directory;
  private final int port;
  private int databases;

  private PostgresServer(Path directory, int port) {
    this.directory = directory;
    this.port = port;
  }

  /** Whether Debian's programs are there. */
  public static boolean installed() {
    return Files.isExecutable(PROGRAMS.resolve("postgres"));
  }

  /** Whether the extension TimescaleDB is installed. */
  public static boolean hasTimescale() {
    return Files.exists(TIMESCALE);
  }

  /** Makes a cluster of databases and starts its server. */
  public static PostgresServer start() throws IOException {
    Path directory = Files.createTempDirectory("postgres");
    PostgresServer server = new PostgresServer(directory, LoopbackPorts.freePort());
    Files.writeString(server.passwordFile(), PASSWORD + "\n");
    if (root()) {
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
      server.own(directory);
      server.own(server.passwordFile());
    }
    server.run(
        "initdb",
        "--pgdata=" + server.data(),
        "--username=" + USER,
        "--pwfile=" + server.passwordFile(),
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        "--no-sync");
    server.startAgain();
    return server;
  }

  /** Starts the server; it takes connections when this returns. */
  public void startAgain() throws IOException {
    String options =
        "-h 127.0.0.1 -p %d -k %s -c shared_buffers=16MB -c fsync=off%s"
            .formatted(
                port,
                directory,
                hasTimescale()
                    ? " -c shared_preload_libraries=timescaledb -c timescaledb.telemetry_level=off"
                    : "");
    run("pg_ctl", "start", "-w", "-D", data().toString(), "-l", directory + "/log", "-o", options);
  }

  /** Stops the server as a crash does: connections break, and nothing is tidied up. */
  public void crash() throws IOException {
    run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", data().toString());
  }

  /** Makes an empty database; returns its URL. */
  public String newDatabase() throws SQLException {
    String name = "fleet" + ++databases;
    execute(url("postgres"), "CREATE DATABASE " + name);
    return url(name);
  }

  /** Runs a statement as the owner of all databases. */
  public void execute(String url, String sql) throws SQLException {
    Properties access = new Properties();
    access.setProperty("password", PASSWORD);
    try (Connection connection = DriverManager.getConnection(url, access);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  public Path passwordFile() {
    return directory.resolve("password");
  }

  private String url(String database) {
    return "jdbc:postgresql://127.0.0.1:%d/%s?user=%s".formatted(port, database, USER);
  }

  private Path data() {
    return directory.resolve("data");
  }

  private static boolean root() {
    return System.getProperty("user.name").equals("root");
  }

  private void own(Path file) throws IOException {
    Files.setOwner(
        file,
        file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(SYSTEM_USER));
  }

  /** PostgreSQL refuses to run as root. */
  private void run(String program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    if (root()) {
      command.addAll(
          List.of("setpriv", "--reuid=" + SYSTEM_USER, "--regid=" + SYSTEM_USER, "--init-groups"));
    }
    command.add(PROGRAMS.resolve(program).toString());
    command.addAll(List.of(arguments));
    Path out = directory.resolve("out");
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    if (process.onExit().join().exitValue() != 0) {
      throw new IOException(program + ": " + Files.readString(out));
    }
  }

  @Override
  public void close() throws IOException {
    if (Files.exists(data().resolve("postmaster.pid"))) {
      crash();
    }
    FileTree.delete(directory);
  }
}
