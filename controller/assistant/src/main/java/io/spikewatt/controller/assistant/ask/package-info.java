/** A person's question, in a process of its own: answered by rules, or by a language model. */
@NullMarked
package io.spikewatt.controller.assistant.ask;

import org.jspecify.annotations.NullMarked;
