/**
 * Texts for people in every language. The program names a key and values; one file a language holds
 * the texts. Web pages get theirs from the same files.
 */
@NullMarked
package io.spikewatt.config.words;

import org.jspecify.annotations.NullMarked;
