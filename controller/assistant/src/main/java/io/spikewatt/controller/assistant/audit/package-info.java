/** An append-only file of everything an assistant asked and got, chained by hashes. */
@NullMarked
package io.spikewatt.controller.assistant.audit;

import org.jspecify.annotations.NullMarked;
