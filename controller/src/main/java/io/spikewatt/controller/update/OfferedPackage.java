package io.spikewatt.controller.update;

import java.net.URI;

/**
 * A file that an action wants installed.
 *
 * @param version of the server's software module, which has to be the package's
 * @param bytes its size
 * @param sha256 64 small hexadecimal digits
 * @param link where it is
 */
record OfferedPackage(String version, String filename, long bytes, String sha256, URI link) {}
