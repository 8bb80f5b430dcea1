package io.spikewatt.hal.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DirectoryOwnerTest {

  private static final int SERVICE = 61234;

  @TempDir private Path directory;

  @BeforeEach
  void open() throws IOException {
    assumeTrue(
        "root".equals(System.getProperty("user.name")),
        "SKIPPED: only root can give directories away");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Path given(String name) throws IOException {
    Path path = Files.createDirectories(directory.resolve(name));
    Files.setAttribute(path, "unix:uid", SERVICE);
    Files.setAttribute(path, "unix:gid", SERVICE + 1);
    return path;
  }

  @Test
  void itIsTheFirstUserBesideRootOnTheWay() throws Exception {
    Path state = given("state");
    DirectoryOwner service = new DirectoryOwner(SERVICE, SERVICE + 1);
    assertEquals(service, DirectoryOwner.of(state));
    assertEquals(service, DirectoryOwner.of(state.resolve("not/yet/there")));
    assertEquals(0, DirectoryOwner.of(directory.resolve("not/yet/there")).uid());
    Path roots = Files.createDirectory(state.resolve("roots"));
    assertEquals(service, DirectoryOwner.of(roots), "the service may put another in its place");
    Files.createSymbolicLink(directory.resolve("link"), Path.of("state"));
    assertEquals(service, DirectoryOwner.of(directory.resolve("link")));
    Path planted = Files.createSymbolicLink(directory.resolve("planted"), Path.of("/root"));
    Files.setAttribute(planted, "unix:uid", SERVICE, LinkOption.NOFOLLOW_LINKS);
    assertEquals(SERVICE, DirectoryOwner.of(planted).uid());
    Files.createSymbolicLink(directory.resolve("circle"), Path.of("circle"));
    assertThrows(IOException.class, () -> DirectoryOwner.of(directory.resolve("circle")));
  }

  @Test
  void workHasTheOwnersRightsAndTheCallerKeepsItsOwn() throws Exception {
    Path state = given("state");
    Path secret = Files.writeString(directory.resolve("secret"), "root's");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r-----"));
    DirectoryOwner owner = DirectoryOwner.of(state);
    assertTrue(owner.isForeign());
    assertThrows(AccessDeniedException.class, () -> owner.run(() -> Files.readString(secret)));
    Path made =
        owner.run(
            () -> {
              assertFalse(owner.isForeign());
              return owner.run(() -> Files.writeString(state.resolve("made"), "the service's"));
            });
    assertEquals(SERVICE, Files.getAttribute(made, "unix:uid"));
    assertEquals(SERVICE + 1, Files.getAttribute(made, "unix:gid"));
    assertEquals("root's", Files.readString(secret));
    assertEquals(0, Files.getAttribute(Files.createFile(directory.resolve("own")), "unix:uid"));
  }

  @Test
  void whatTheWorkThrowsArrives() throws Exception {
    DirectoryOwner owner = DirectoryOwner.of(given("state"));
    assertThrows(
        InterruptedException.class,
        () ->
            owner.run(
                () -> {
                  throw new InterruptedException("declared");
                }));
    assertThrows(
        IllegalStateException.class,
        () ->
            owner.run(
                () -> {
                  throw new IllegalStateException("undeclared");
                }));
  }
}
