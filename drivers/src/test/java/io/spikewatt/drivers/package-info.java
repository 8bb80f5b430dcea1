/** What all drivers' tests share: the contract of every device, and approved setpoints. */
@NullMarked
package io.spikewatt.drivers;

import org.jspecify.annotations.NullMarked;
