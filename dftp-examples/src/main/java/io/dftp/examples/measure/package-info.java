// SPDX-License-Identifier: Apache-2.0
/**
 * The measuring commands {@code dftp sim ...}: each repeats an experiment of the Chord papers on
 * simulated rings of the production classes, and prints its figures beside the published ones.
 * Start with {@link io.dftp.examples.measure.MeasureCommand}, the shape of all of them; {@link
 * io.dftp.examples.measure.SimCommand} lists them.
 */
@NullMarked
package io.dftp.examples.measure;

import org.jspecify.annotations.NullMarked;
