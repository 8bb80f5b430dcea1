/** Learnt models and the forecasters that run them. */
@NullMarked
package io.spikewatt.inference.learnt;

import org.jspecify.annotations.NullMarked;
