/** The gate of an assistant: policy, budgets, proposals and audit as one. */
@NullMarked
package io.spikewatt.controller.assistant.guard;

import org.jspecify.annotations.NullMarked;
