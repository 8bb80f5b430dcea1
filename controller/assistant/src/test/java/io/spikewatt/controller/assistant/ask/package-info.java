@NullMarked
package io.spikewatt.controller.assistant.ask;

import org.jspecify.annotations.NullMarked;
