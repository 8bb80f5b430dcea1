package io.spikewatt.config.load;

import java.nio.file.Path;

/** Keys of files, and of the login with its password file, for several sections. */
final class FileKeys {

  static final ValueType<String> PATH =
      ValueTypes.text(
          "a path without spaces at its ends", "[^\\s\\p{Cntrl}]([^\\p{Cntrl}]*[^\\s\\p{Cntrl}])?");

  static final Key<String> USER =
      Key.optional(
          "user",
          ValueTypes.text("a user name", "[^\\p{Cntrl}]{1,256}"),
          "anonymous",
          "user name; goes with password-file");

  static final Key<String> PASSWORD_FILE =
      Key.optional(
          "password-file",
          PATH,
          "no password",
          "file that holds the password and nothing else; relative to this file");

  static final Key<String> CA_FILE =
      Key.optional(
          "ca-file",
          PATH,
          "the authorities that Java trusts",
          "certificates of the authorities to trust, PEM; for a broker with its own authority");

  static final Key<String> CERTIFICATE_FILE =
      Key.optional(
          "certificate-file",
          PATH,
          "none",
          "the gateway's own certificate with its chain, PEM; goes with key-file");

  static final Key<String> KEY_FILE =
      Key.optional(
          "key-file", PATH, "none", "private key of certificate-file, PEM, without a password");

  private FileKeys() {}

  /** An absolute name for a file that may be named relative to the configuration's directory. */
  static String resolve(Path directory, String name) {
    return directory.resolve(name).toAbsolutePath().normalize().toString();
  }
}
