/** Whether devices do what they are told, by what is measured. */
@NullMarked
package io.spikewatt.controller.follow;

import org.jspecify.annotations.NullMarked;
