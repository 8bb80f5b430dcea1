/** Jobs for Apache Spark. They run the product's own classes, one site a task. */
@NullMarked
package io.spikewatt.analysis;

import org.jspecify.annotations.NullMarked;
