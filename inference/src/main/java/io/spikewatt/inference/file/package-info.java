/** What all kinds of files of this library have in common. */
@NullMarked
package io.spikewatt.inference.file;

import org.jspecify.annotations.NullMarked;
