/** Proposals of an assistant, and a person's approval of exactly one of them. */
@NullMarked
package io.spikewatt.controller.assistant.proposal;

import org.jspecify.annotations.NullMarked;
