/** The part of jrxtx's interface that j62056 calls, over jSerialComm and TCP: no native library. */
@NullMarked
package org.openmuc.jrxtx;

import org.jspecify.annotations.NullMarked;
