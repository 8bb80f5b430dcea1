package io.spikewatt.hal.store;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Objects;
import java.util.zip.ZipException;

/**
 * Reason of a failed access in words for people. The messages of many exceptions are a path and
 * nothing else, or missing; a class name helps nobody.
 */
public final class IoReason {

  private IoReason() {}

  /** The reason alone, for a sentence that names the file. */
  public static String of(IOException failure) {
    return switch (failure) {
      case NoSuchFileException _ -> "there is no such file";
      case AccessDeniedException _ -> "permission denied";
      case FileAlreadyExistsException _ -> "a file of that name is there already";
      case NotDirectoryException _ -> "it is no directory";
      case DirectoryNotEmptyException _ -> "the directory is not empty";
      case FileSystemException file ->
          file.getReason() == null ? "the file system refuses it" : file.getReason();
      case CharacterCodingException _ -> "it is no text in UTF-8";
      case ZipException _ -> "it is no whole compressed file";
      case EOFException _ -> "it ends too early";
      default ->
          failure.getMessage() == null ? "it cannot be read or written" : failure.getMessage();
    };
  }

  /** As {@link #of(IOException)}. */
  public static String of(UncheckedIOException failure) {
    return of(Objects.requireNonNull(failure.getCause()));
  }

  /** The reason with the file, if the failure names one. */
  public static String withFile(IOException failure) {
    return failure instanceof FileSystemException named && named.getFile() != null
        ? named.getFile() + ": " + of(failure)
        : of(failure);
  }
}
