package io.spikewatt.config.load;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

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

  static final Key<String> TOKEN_FILE =
      Key.optional(
          "token-file",
          PATH,
          "no token",
          "file that holds the token and nothing else; relative to this file");
  static final Key<String> SERVER_CA_FILE =
      Key.optional(
          "ca-file",
          PATH,
          "the authorities that Java trusts",
          "certificates of the authorities to trust, PEM; for a server with its own authority");

  private FileKeys() {}

  /** The file that a key names, absolute. */
  static Optional<String> file(SectionValues v, Key<String> key, Path directory) {
    return v.find(key).map(name -> resolve(directory, name));
  }

  /** Unused name: the wanted one, with a number from the second on. */
  static String free(String wanted, List<String> taken) {
    String name = wanted;
    for (int number = 2; taken.contains(name); number++) {
      name = wanted + "-" + number;
    }
    return name;
  }

  /** An absolute name for a file that may be named relative to the configuration's directory. */
  static String resolve(Path directory, String name) {
    return directory.resolve(name).toAbsolutePath().normalize().toString();
  }
}
