package io.spikewatt.controller.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.spikewatt.hal.store.PrivateFiles;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The secret of those who may command. */
public final class PageToken {

  /** Name of the file in the state directory. */
  public static final String FILE = "page-token";

  /** Shorter ones could be guessed. */
  private static final int LEAST_CHARACTERS = 16;

  private static final int BYTES = 16;

  /** A made one that is shorter has lost its end. */
  private static final int MADE_CHARACTERS = 2 * BYTES;

  private final byte[] token;
  private final byte[] session;

  private PageToken(String token) {
    this.token = token.getBytes(UTF_8);
    this.session = sessionOf(this.token).getBytes(UTF_8);
  }

  /**
   * The token of a page, made at the first start.
   *
   * @param own file of the operator's; empty = {@link #FILE} in the directory
   * @param directory where state is kept; it is there
   * @throws IOException if the file cannot be read or made, or holds too little, as one that was
   *     cut off; names the file
   */
  public static PageToken of(Optional<Path> own, Path directory) throws IOException {
    Path file = own.orElse(directory.resolve(FILE));
    if (own.isEmpty() && Files.notExists(file)) {
      make(file);
    }
    return read(file, own.isPresent() ? LEAST_CHARACTERS : MADE_CHARACTERS);
  }

  private static PageToken read(Path file, int least) throws IOException {
    String token;
    try {
      token = Files.readString(file).strip();
    } catch (NoSuchFileException e) {
      throw new IOException("the page's token file " + file + " does not exist", e);
    } catch (IOException e) {
      throw new IOException(
          "the page's token file " + file + " cannot be read: " + e.getMessage(), e);
    }
    if (token.length() < least) {
      throw new IOException(
          "the page's token file %s: expected at least %d characters, found %d"
              .formatted(file, least, token.length()));
    }
    return new PageToken(token);
  }

  private static void make(Path file) throws IOException {
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    byte[] text = (HexFormat.of().formatHex(random) + "\n").getBytes(UTF_8);
    try {
      PrivateFiles.create(file, text, "rw-------");
    } catch (FileAlreadyExistsException _) {
      // A backup was restored meanwhile: its token holds.
    } catch (IOException e) {
      throw new IOException("no token for the page: " + e.getMessage(), e);
    }
  }

  /** Whether somebody presents the token; takes the same time wherever it differs. */
  boolean matches(String presented) {
    return MessageDigest.isEqual(token, presented.getBytes(UTF_8));
  }

  /** Whether somebody presents the session that the token opens. */
  boolean matchesSession(String presented) {
    return MessageDigest.isEqual(session, presented.getBytes(UTF_8));
  }

  /** Whether somebody presents one of the two. */
  boolean isProof(String presented) {
    return matches(presented) || matchesSession(presented);
  }

  /** The browser's session: proves the token without holding it; another token ends it. */
  String session() {
    return new String(session, UTF_8);
  }

  private static String sessionOf(byte[] token) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(token, mac.getAlgorithm()));
      return HexFormat.of().formatHex(mac.doFinal("spikewatt page session".getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    }
  }
}
