@NullMarked
package io.spikewatt.controller.page;

import org.jspecify.annotations.NullMarked;
