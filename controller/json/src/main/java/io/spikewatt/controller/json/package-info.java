/** JSON: one writer and readers that refuse what was not expected. */
@NullMarked
package io.spikewatt.controller.json;

import org.jspecify.annotations.NullMarked;
