/** The report for a supporter: facts of the machine, the service and the site, without secrets. */
@NullMarked
package io.spikewatt.controller.doctor;

import org.jspecify.annotations.NullMarked;
