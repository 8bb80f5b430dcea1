/**
 * Admission by what a person configured: commands that suspend and resume jobs, and a percentage
 * that is handed to the queue of an inference server.
 *
 * <p>Tested with programs and web servers of the test; never seen with a real Slurm or Kubernetes.
 */
@NullMarked
package io.spikewatt.controller.compute.hook;

import org.jspecify.annotations.NullMarked;
