/** The model file: written atomically, and refused unless every byte is as it was written. */
@NullMarked
package io.spikewatt.inference.model;

import org.jspecify.annotations.NullMarked;
