/** Proposals of an assistant, and a person's approval of exactly one of them. */
package io.spikewatt.controller.assistant.proposal;
