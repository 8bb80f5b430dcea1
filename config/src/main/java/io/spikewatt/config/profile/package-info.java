/** Device types as data: which register or node is which signal, and how the device behaves. */
@NullMarked
package io.spikewatt.config.profile;

import org.jspecify.annotations.NullMarked;
