@NullMarked
package io.spikewatt.controller.assistant.mcp;

import org.jspecify.annotations.NullMarked;
