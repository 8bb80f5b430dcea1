package io.spikewatt.drivers.secret;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file with only a password in it. */
public final class PasswordFile {

  private PasswordFile() {}

  /**
   * The password, without space around it.
   *
   * @param key under which the file was named, for the sentence
   * @throws IOException with a sentence for people that names the file
   */
  public static String read(String key, String file) throws IOException {
    try {
      return Files.readString(Path.of(file)).strip();
    } catch (NoSuchFileException e) {
      throw new IOException(key + " " + file + " does not exist", e);
    } catch (AccessDeniedException e) {
      throw new IOException(key + " " + file + " may not be read", e);
    } catch (CharacterCodingException e) {
      throw new IOException(key + " " + file + " is no UTF-8 text", e);
    }
  }
}
