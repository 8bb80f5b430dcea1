/** An assistant's rights as data: tiers, budgets, switches. */
@NullMarked
package io.spikewatt.controller.assistant.policy;

import org.jspecify.annotations.NullMarked;
