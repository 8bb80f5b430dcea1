package io.spikewatt.controller.backup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Content of a backup: what it is of, and every file with its checksum. As text, {@code name:
 * value} lines, then lines as {@code sha256sum} reads them.
 *
 * @param version release that made it
 * @param at when, RFC 3339
 * @param siteFile name of the site file among the configuration's files
 * @param stateDirectory where the state was; relative to the site file, or absolute
 * @param files SHA-256 in hex by name in the backup
 */
record BackupManifest(
    String version,
    String at,
    String site,
    String siteFile,
    String stateDirectory,
    Map<String, String> files) {

  static final String NAME = "manifest.txt";

  /** Names of the files of the configuration and of the state begin with these. */
  static final String CONFIG = "config/";

  static final String STATE = "state/";

  /** Backups of another format are refused. */
  static final int FORMAT = 1;

  private static final String FORMAT_KEY = "format";

  BackupManifest {
    files = new TreeMap<>(files);
  }

  String text() {
    StringBuilder text = new StringBuilder();
    text.append(FORMAT_KEY).append(": ").append(FORMAT).append('\n');
    text.append("version: ").append(version).append('\n');
    text.append("at: ").append(at).append('\n');
    text.append("site: ").append(site).append('\n');
    text.append("site-file: ").append(siteFile).append('\n');
    text.append("state-directory: ").append(stateDirectory).append('\n');
    files.forEach((name, sum) -> text.append(sum).append("  ").append(name).append('\n'));
    return text.toString();
  }

  /**
   * @throws IOException if it is none, or of a newer format
   */
  static BackupManifest parse(String text) throws IOException {
    Map<String, String> head = new TreeMap<>();
    Map<String, String> files = new TreeMap<>();
    for (String line : text.lines().toList()) {
      if (line.matches("[0-9a-f]{64}  .+")) {
        files.put(inside(line.substring(66)), line.substring(0, 64));
      } else {
        String[] pair = line.split(": ", 2);
        head.put(pair[0], pair.length > 1 ? pair[1] : "");
      }
    }
    String format = head.getOrDefault(FORMAT_KEY, "");
    if (!format.equals(String.valueOf(FORMAT))) {
      throw new IOException(
          "expected a backup of format %d, found %s made by release %s: restore it with that one"
              .formatted(FORMAT, format, head.getOrDefault("version", "unknown")));
    }
    return new BackupManifest(
        value(head, "version"),
        value(head, "at"),
        value(head, "site"),
        value(head, "site-file"),
        value(head, "state-directory"),
        files);
  }

  private static String value(Map<String, String> head, String name) throws IOException {
    String value = head.get(name);
    if (value == null) {
      throw new IOException(NAME + ": expected " + name + ", found none");
    }
    return value;
  }

  /** A name that cannot lead to a place outside of the directory that it is put into. */
  private static String inside(String name) throws IOException {
    Path path = Path.of(name);
    if (path.isAbsolute()
        || !path.normalize().toString().equals(name)
        || name.startsWith("..")
        || !(name.startsWith(CONFIG) || name.startsWith(STATE))) {
      throw new IOException(NAME + ": expected names inside of the backup, found " + name);
    }
    return name;
  }
}
