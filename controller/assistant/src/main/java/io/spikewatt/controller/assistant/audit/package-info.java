/** An append-only file of everything an assistant asked and got, chained by hashes. */
package io.spikewatt.controller.assistant.audit;
