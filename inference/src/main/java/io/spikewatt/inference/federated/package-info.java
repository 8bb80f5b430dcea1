/**
 * Federated learning without I/O: updates of weights, masks that hide each member's update in the
 * sum of its group, robust means, privacy noise and its accountant. Cryptography of the JDK only;
 * randomness is injected.
 */
@NullMarked
package io.spikewatt.inference.federated;

import org.jspecify.annotations.NullMarked;
