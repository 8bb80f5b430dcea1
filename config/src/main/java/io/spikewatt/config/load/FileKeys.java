package io.spikewatt.config.load;

import java.nio.file.Path;

/** Keys that name files, and the login that has one; used in more than one section. */
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

  private FileKeys() {}

  /** An absolute name for a file that may be named relative to the configuration's directory. */
  static String resolve(Path directory, String name) {
    return directory.resolve(name).toAbsolutePath().normalize().toString();
  }
}
