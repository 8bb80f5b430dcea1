/** What an assistant may do, as data: tiers, budgets, switches. */
package io.spikewatt.controller.assistant.policy;
