/**
 * The part of jrxtx's public interface that j62056 calls, over jSerialComm and over TCP, because
 * jrxtx itself comes without a native library.
 */
@NullMarked
package org.openmuc.jrxtx;

import org.jspecify.annotations.NullMarked;
