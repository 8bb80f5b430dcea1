@NullMarked
package io.spikewatt.controller.decision;

import org.jspecify.annotations.NullMarked;
