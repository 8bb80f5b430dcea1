/** Records out of a stream of a RabbitMQ cluster, and what the cluster has to know of a fleet. */
@NullMarked
package io.spikewatt.fleet.stream;

import org.jspecify.annotations.NullMarked;
